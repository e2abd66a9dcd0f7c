import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.js';

describe('JSON of another system', () => {
  it('is parsed as it stands', () => {
    const value = { a: [1, { 'b"\\': '[[[{{{,,,' }], c: null };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it.each([
    ['nested too deeply', '['.repeat(65) + ']'.repeat(65), '['.repeat(64) + ']'.repeat(64)],
    ['too many values', `[${'1,'.repeat(50_000)}1]`, `[${'1,'.repeat(40_000)}1]`],
  ])('is refused, unparsed, where it is %s', (message, beyond, within) => {
    expect(() => parseJson(beyond)).toThrow(new SyntaxError(message));
    expect(parseJson(within)).toBeInstanceOf(Array);
  });

  it('throws a SyntaxError for what is none', () => {
    for (const text of ['', '{', '"', '"\\', ']'.repeat(9)])
      expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('takes no time over half a megabyte of brackets', () => {
    const { user } = process.cpuUsage();
    expect(() => parseJson('['.repeat(500_000))).toThrow(SyntaxError);
    expect(process.cpuUsage().user - user).toBeLessThan(100_000);
  });
});
