import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from './pack.js';

/** As a thread gets it. */
const handed = (values: readonly unknown[]) =>
  unpack(structuredClone(pack(values)), values.length) as never[];

describe('rows as columns', () => {
  it('come back as they were, whatever they hold', () => {
    const name = fc.constantFrom('a', 'b', '0', 'toString', 'constructor', '__proto__');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>('x', 'ż', 1, null, undefined, true),
        fc.date({ noInvalidDate: true }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        expect(isDeepStrictEqual(handed(values), structuredClone(values))).toBe(true);
      }),
    );
  });

  it('are columns of what differs alone, and one object stays one', () => {
    const shared = { name: 'Networking', tags: ['a', 'b'] };
    const other = { name: 'Routing', tags: ['c'] };
    const rows = Array.from({ length: 4 }, (_, n) => ({
      id: `award-${n}`,
      shared,
      either: n % 2 ? shared : other,
      results: [{ of: 'r', value: n }],
    }));
    expect(pack(rows)).toMatchObject({
      names: ['id', 'shared', 'either', 'results'],
      columns: [
        { each: ['award-0', 'award-1', 'award-2', 'award-3'] },
        { all: shared },
        { each: [other, shared, other, shared] },
        { isList: true, columns: [{ columns: [{ all: 'r' }, { each: [0, 1, 2, 3] }] }] },
      ],
    });
    const [one, two, three] = handed(rows) as (typeof rows)[number][];
    expect(one?.shared).toBe(two?.shared);
    expect(two?.either).toBe(one?.shared);
    expect(three?.either).toBe(one?.either);
  });

  it('keep members in their order', () => {
    const rows = [
      { b: 1, a: 2 },
      { b: 3, a: 4 },
    ];
    expect(JSON.stringify(handed(rows))).toBe(JSON.stringify(rows));
    const mixed = [
      { b: 1, a: 2 },
      { a: 4, b: 3 },
    ];
    expect(JSON.stringify(handed(mixed))).toBe(JSON.stringify(mixed));
  });
});
