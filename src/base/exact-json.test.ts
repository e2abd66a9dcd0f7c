import { describe, expect, it } from 'vitest';
import { parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  it('keeps numbers as they were written', () => {
    expect(
      parseExactJson(
        '{"a":69.995,"b":[70.0,-1e2,0.1000000000000000055511151231257827],"c":12345678901234567890}',
      ),
    ).toEqual({
      a: '69.995',
      b: ['70.0', '-1e2', '0.1000000000000000055511151231257827'],
      c: '12345678901234567890',
    });
  });

  it('leaves texts, names, words and escapes alone', () => {
    const text = '{"1":"2 \\" 3","x":"\\\\","y":null,"z":true,"e":"5\\u0022 6"}';
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ...[
      '',
      '{',
      '[1,]',
      '01',
      '{"a":1 2}',
      '1-2',
      '-',
      '1.',
      '.5',
      '+1',
      '1e',
      '{1:2}',
      '{ 1 : 2 }',
    ],
    ...['1"2"', '"1"2', '[1"2"]', 'x1', '1x', '{"a":1,2:3}', '--1', '0x10', '1_0', 'NaN', '[-]'],
  ])('refuses %s', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });

  it('is refused where it is nested too deeply, without being parsed', () => {
    expect(() => parseExactJson('['.repeat(500_000))).toThrow(new SyntaxError('nested too deeply'));
  });

  it('keeps digits, brackets and marks within texts as they are', () => {
    const value = { 'a"1\\': '-1.5e3 [[{ "2" \\" 3', b: ['4'] };
    expect(parseExactJson(JSON.stringify(value))).toEqual(value);
  });
});
