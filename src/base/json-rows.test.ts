import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeRows, TooMuchJson } from './json-rows.js';

const MOST = { rows: 1_000, around: 10_000 };
const take = (text: string, member: string | null = null, most = MOST) => {
  const { rows, around } = takeRows(Buffer.from(text), member, most);
  const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));
  return { rows: rows.map(parse), around: parse(around) };
};

describe('takeRows', () => {
  it('gives the rows of any list as JSON.parse does, and what is around them', () => {
    const list = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(list, fc.constantFrom(0, 2), (rows, indent) => {
        expect(take(JSON.stringify(rows, null, indent))).toEqual({
          rows: JSON.parse(JSON.stringify(rows)),
          around: [],
        });
        const container = { before: { members: [1] }, members: rows, 'after "]': '] [,' };
        expect(take(JSON.stringify(container, null, indent), 'members')).toEqual({
          rows: JSON.parse(JSON.stringify(rows)),
          around: { ...container, members: [] },
        });
      }),
    );
  });

  it('finds no rows where the member is another, or no list', () => {
    expect(take('{"member":[1],"memberss":[2]}', 'members').rows).toEqual([]);
    expect(take('{"members":{"members":[1]}}', 'members').rows).toEqual([]);
    expect(take('{"x":"members","y":[1]}', 'members').rows).toEqual([]);
  });

  it.each(['[1,]', '[,1]', '[1,,2]', '[1 2]', '[{]}', '[', '{"members":[1'])(
    'does not make JSON of what is none: %s',
    (text) => {
      expect(() => take(text, text.startsWith('{') ? 'members' : null)).toThrow(SyntaxError);
    },
  );

  it('refuses what is too much, nested too deeply, or named twice, quickly', () => {
    const begun = performance.now();
    expect(() => take(`[${'0,'.repeat(4_000_000)}0]`)).toThrow(TooMuchJson);
    expect(() => take(`{"a":"${'x'.repeat(20_000)}","members":[]}`, 'members')).toThrow(
      TooMuchJson,
    );
    expect(() => take('['.repeat(4_000_000))).toThrow('nested too deeply');
    expect(() => take('{"members":[],"members":[1]}', 'members')).toThrow('twice');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
