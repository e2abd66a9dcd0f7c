import { inverted, keyOf, successor, TAG, tagOf } from '../bson/key.js';
import type { Index } from './catalog.js';
import type { Bound, Constraint } from './constraints.js';

/** A stretch of an index: keys from `low` up to, and without, `high`. */
export interface Range {
  low: Buffer;
  high: Buffer;
  /** How many bytes all its keys begin with, which are those of the fixed fields. */
  prefix: number;
}

/** The same of the values of one field. */
type Stretch = Omit<Range, 'prefix'>;

const END = Buffer.from([0xff]);

/** Strings (and what may hold them) compare by the collation; other values do not. */
export const isCollationFree = ({ points, low, high }: Constraint): boolean =>
  [...(points ?? []), low?.value, high?.value].every((value) => {
    const tag = tagOf(value);
    return value === undefined || (tag !== 15 && tag !== 20 && tag !== 25);
  });

/**
 * The stretch of one field's keys between its bounds. Both are of one type; in a multikey index only
 * one bound counts, since each may be met by another element, unless one element is asked for. In a descending field both ends are taken in.
 */
export function rangeOf(constraint: Constraint, index: Index, field: number): Stretch | null {
  const tag = tagOf((constraint.low ?? constraint.high)?.value);
  if ((!constraint.low && !constraint.high) || tag === TAG.minKey || tag === TAG.maxKey)
    return null;
  const { low } = constraint;
  const isApart = index.isMultikey && !constraint.isOfOne;
  const isAlone = low && (isApart || tagOf(constraint.high?.value) !== tag);
  const high = isAlone ? null : constraint.high;
  const [from, to] = [boundKey(low, index), boundKey(high, index)];
  return index.directions[field] === -1 ? down(tag, from, to) : up(tag, from, to, { low, high });
}

const up = (
  tag: number,
  from: Buffer | null,
  to: Buffer | null,
  { low, high }: Pick<Constraint, 'low' | 'high'>,
): Stretch => ({
  low: from ? edge(from, !low?.isInclusive) : Buffer.from([tag]),
  high: to ? edge(to, high?.isInclusive ?? false) : Buffer.from([tag + 1]),
});

function down(tag: number, from: Buffer | null, to: Buffer | null): Stretch {
  const side = Buffer.from([~tag & 0xff]);
  return {
    low: to ? inverted(to) : side,
    high: edge(from ? inverted(from) : side, true),
  };
}

const boundKey = (bound: Bound | null, index: Index): Buffer | null =>
  bound && keyOf(bound.value, index.collation);

/** A key as the end of a stretch, which lies before what has the key or behind it. */
const edge = (key: Buffer, isBehind: boolean): Buffer =>
  isBehind ? (successor(key) as Buffer) : key;

export function within(prefix: Buffer, range: Stretch | null): Range {
  const { length } = prefix;
  const [low, high] = range
    ? [Buffer.concat([prefix, range.low]), Buffer.concat([prefix, range.high])]
    : [prefix, (length && successor(prefix)) || END];
  return { low, high, prefix: length };
}
