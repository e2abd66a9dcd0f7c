import type { Plan } from './plan.js';
import type { Range } from './ranges.js';
import type { KeyedRow } from './statement.js';

/** Whether several stretches, each in the asked order, are read by turns to be in it together. */
export const isMerged = ({ sorted, ranges }: Plan): boolean => sorted !== 0 && ranges.length > 1;

/** How far a stretch was read: its next row, and what the key of that holds behind the fixed fields. */
interface Head {
  row: KeyedRow;
  key: Buffer;
}

/**
 * The rows of several stretches in one order, as MongoDB's SORT_MERGE has it.
 * @param scan reads one stretch in its order
 */
export function* inTurns(
  { ranges, sorted }: Plan,
  scan: (range: Range) => Generator<KeyedRow, void>,
): Generator<KeyedRow> {
  const stretches = ranges.map((range) => ({ rows: scan(range), prefix: range.prefix }));
  const heads = new Map<number, Head>();
  const goOn = (at: number): void => {
    const { rows, prefix } = stretches[at] as (typeof stretches)[number];
    const next = rows.next();
    if (next.done) heads.delete(at);
    else heads.set(at, { row: next.value, key: Buffer.from(next.value[2]).subarray(prefix) });
  };
  for (const at of stretches.keys()) goOn(at);
  while (heads.size > 0) {
    const [at, { row }] = [...heads].reduce((first, other) =>
      Buffer.compare(other[1].key, first[1].key) * sorted < 0 ? other : first,
    );
    yield row;
    goOn(at);
  }
}
