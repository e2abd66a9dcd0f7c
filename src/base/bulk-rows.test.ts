import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasList, readRows, type RowsKind } from './bulk-rows.js';

const kindOf = (member: string | null): RowsKind<{ id: number }> => ({
  member,
  row: z.object({ id: z.coerce.number() }),
  isStrict: true,
});
const read = (text: string, member: string | null) => {
  const rows: { id: number }[] = [];
  const around = readRows(Buffer.from(text), kindOf(member), (part) => void rows.push(...part));
  return { rows, isList: hasList(around, kindOf(member)) };
};

describe('a bulk answer', () => {
  it('is its rows, where its list stands', () => {
    expect(read('[{"id":1},{"id":2}]', null)).toEqual({
      rows: [{ id: 1 }, { id: 2 }],
      isList: true,
    });
    expect(read('{"members":[{"id":1}]}', 'members')).toEqual({ rows: [{ id: 1 }], isList: true });
    expect(read('{"members":[]}', 'members')).toEqual({ rows: [], isList: true });
  });

  it.each(['{"others":[{"id":1}]}', '{"members":{}}', '["members",[{"id":1}]]', 'null'])(
    'without its list is no empty one: %s',
    (text) => expect(read(text, 'members').isList).toBe(false),
  );

  it('whose list stands under a name in escapes is no empty one', () => {
    expect(read(String.raw`{"m\u0065mbers":[{"id":1}]}`, 'members')).toEqual({
      rows: [],
      isList: false,
    });
  });
});
