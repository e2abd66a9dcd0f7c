import type { Collation } from '../bson/collation.js';
import { inverted, keyOf, successor, TAG, tagOf } from '../bson/key.js';
import { isDoc, isNumeric, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Collection, Index } from './catalog.js';
import {
  constraintsOf,
  covers,
  isSelective,
  type Bound,
  type Constraint,
  type Constraints,
} from './constraints.js';

/** A stretch of an index: keys from `low` up to, and without, `high`. */
export interface Range {
  low: Buffer;
  high: Buffer;
}

export interface Plan {
  index: Index;
  ranges: Range[];
  /** Whole keys instead of ranges. */
  points: Buffer[] | null;
  /** How many of the index's first fields the query fixes. */
  fixed: number;
  /** 1 or -1 when reading the index in that direction gives the asked order; else 0. */
  sorted: number;
  score: number;
}

export interface PlanRequest {
  filter: Doc;
  sort?: Doc | null | undefined;
  collation: Collation | null;
  hint?: Value | undefined;
}

const MOST_POINTS = 1000;
const END = Buffer.from([0xff]);
const NOTHING: Buffer = Buffer.alloc(0);

/** Chooses the index that serves a query best; null is a scan of the collection. */
export function choosePlan(collection: Collection, request: PlanRequest): Plan | null {
  const constraints = constraintsOf(request.filter);
  const hinted = hintedIndex(collection, request.hint);
  if (hinted === 'natural') return null;
  const one = hinted ? null : planOfOne(collection, constraints, request);
  if (one) return one;
  let best: Plan | null = null;
  for (const index of hinted ? [hinted] : collection.indexes) {
    if (index.isHidden && !hinted) continue;
    const plan = planFor(index, constraints, request, hinted !== null);
    if (plan && (hinted || plan.score > 0) && (!best || plan.score > best.score)) best = plan;
  }
  return best;
}

/** The way to one document by its id, which no other index betters. */
function planOfOne(
  { indexes }: Collection,
  constraints: Constraints,
  request: PlanRequest,
): Plan | null {
  if (constraints.get('_id')?.points?.length !== 1) return null;
  const index = indexes.find(({ name }) => name === '_id_');
  const plan = index ? planFor(index, constraints, request, false) : null;
  return plan?.points ? plan : null;
}

/** Reads one index and no other, also a hidden one; null when it cannot serve the filter. */
export function planOver(index: Index, filter: Doc): Plan | null {
  return planFor(index, constraintsOf(filter), { filter, collation: index.collation }, true);
}

/** The index a `hint` names (by name or by key pattern); throws BadValue when there is none. */
function hintedIndex(collection: Collection, hint: Value | undefined): Index | 'natural' | null {
  if (hint === undefined || hint === null || (isDoc(hint) && !hint.size)) return null;
  if (hint === '$natural' || (isDoc(hint) && hint.has('$natural'))) return 'natural';
  const found = collection.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : isDoc(hint) && sameKey(index.key, hint),
  );
  if (found && !found.isHidden) return found;
  throw new CommandError(
    'BadValue',
    'error processing query: planner returned error: hint provided does not correspond to an existing index',
  );
}

/** Whether two key patterns name the same fields in the same order and directions. */
export function sameKey(a: Doc, b: Doc): boolean {
  if (a.size !== b.size) return false;
  const other = [...b];
  return [...a].every(([name, value], i) => {
    const [otherName, otherValue] = other[i] as [string, Value];
    if (name !== otherName) return false;
    return isNumeric(value) && isNumeric(otherValue)
      ? toNumber(value) === toNumber(otherValue)
      : value === otherValue;
  });
}

function planFor(
  index: Index,
  constraints: Constraints,
  request: PlanRequest,
  isHinted: boolean,
): Plan | null {
  // A hinted index is read even where it does not hold every document, as MongoDB does.
  if (!isHinted && !serves(index, constraints)) return null;
  const isSame = index.collation?.id === request.collation?.id;
  const usable = (name: string | undefined): Constraint | undefined => {
    const constraint = name === undefined ? undefined : constraints.get(name);
    return constraint && (isSame || isCollationFree(constraint)) ? constraint : undefined;
  };
  const { prefixes, fixed } = fixedFields(index, usable);
  const isComplete = fixed === index.names.length;
  const next = usable(index.names[fixed]);
  const range =
    next && !hasCollatedRange(next, request.collation) ? rangeOf(next, index, fixed) : null;
  const sorted = prefixes.length === 1 ? sortedBy(index, fixed, constraints, request) : 0;
  const isOne = isComplete && index.isUnique;
  return {
    index,
    sorted,
    fixed,
    points: isComplete ? prefixes : null,
    ranges: isComplete ? [] : prefixes.map((prefix) => within(prefix, range)),
    score:
      fixed * 10 +
      (range ? 5 : 0) +
      (sorted ? 3 : 0) +
      (isOne ? 20 : 0) +
      (isSelective(index) ? 1 : 0),
  };
}

const serves = (index: Index, constraints: Constraints): boolean =>
  covers(index, constraints) && !(index.isMultikey && hasPosition(index));

const hasPosition = (index: Index): boolean => index.names.some((name) => /\.\d+(\.|$)/.test(name));

/** The keys of the index's first fields, as far as the query fixes them. */
function fixedFields(
  index: Index,
  usable: (name: string | undefined) => Constraint | undefined,
): { prefixes: Buffer[]; fixed: number } {
  let prefixes = [NOTHING];
  for (let fixed = 0; ; fixed++) {
    const points = usable(index.names[fixed])?.points;
    if (!points || prefixes.length * points.length > MOST_POINTS) return { prefixes, fixed };
    prefixes = extend(prefixes, points, index, fixed);
  }
}

/** Strings (and what may hold them) compare by the collation; other values do not. */
const isCollationFree = ({ points, low, high }: Constraint): boolean =>
  [...(points ?? []), low?.value, high?.value].every((value) => {
    const tag = tagOf(value);
    return value === undefined || (tag !== 15 && tag !== 20 && tag !== 25);
  });

const hasCollatedRange = (constraint: Constraint, collation: Collation | null): boolean =>
  collation !== null && !isCollationFree(constraint);

function extend(prefixes: Buffer[], points: Value[], index: Index, field: number): Buffer[] {
  const keys = new Map<string, Buffer>();
  for (const value of points) {
    const key = keyOf(value, index.collation);
    keys.set(key.toString('latin1'), index.directions[field] === -1 ? inverted(key) : key);
  }
  return prefixes.flatMap((prefix) =>
    [...keys.values()].map((key) => (prefix.length ? Buffer.concat([prefix, key]) : key)),
  );
}

/**
 * The stretch of one field's keys between its bounds. Both are of one type; in a multikey index only
 * one bound counts, since each may be met by another element, unless one element is asked for. In a descending field both ends are taken in.
 */
function rangeOf(constraint: Constraint, index: Index, field: number): Range | null {
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
): Range => ({
  low: from ? edge(from, !low?.isInclusive) : Buffer.from([tag]),
  high: to ? edge(to, high?.isInclusive ?? false) : Buffer.from([tag + 1]),
});

function down(tag: number, from: Buffer | null, to: Buffer | null): Range {
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

function within(prefix: Buffer, range: Range | null): Range {
  if (range)
    return { low: Buffer.concat([prefix, range.low]), high: Buffer.concat([prefix, range.high]) };
  return { low: prefix, high: (prefix.length && successor(prefix)) || END };
}

/** The direction in which the index, after its fixed fields, is in the asked order; 0 for none. */
function sortedBy(
  index: Index,
  fixed: number,
  constraints: Constraints,
  { sort, collation }: PlanRequest,
): number {
  if (!sort?.size || index.isMultikey || collation || index.collation) return 0;
  const rest = [...sort].filter(([name]) => constraints.get(name)?.points?.length !== 1);
  if (rest.some(([name], i) => index.names[fixed + i] !== name)) return 0;
  const directions = rest.map(
    ([, value], i) =>
      (isNumeric(value) && toNumber(value) < 0 ? -1 : 1) * (index.directions[fixed + i] as number),
  );
  return directions.every((direction) => direction === directions[0]) ? (directions[0] ?? 1) : 0;
}
