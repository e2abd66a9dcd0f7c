import type { Collation } from '../bson/collation.js';
import { inverted, keyOf } from '../bson/key.js';
import { isDoc, isNumeric, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Collection, Index } from './catalog.js';
import {
  constraintsOf,
  covers,
  isSelective,
  waysOf,
  type Constraint,
  type Constraints,
} from './constraints.js';
import { isCollationFree, rangeOf, within, type Range } from './ranges.js';

export interface Plan {
  index: Index;
  ranges: Range[];
  /** Whole keys instead of ranges. */
  points: Buffer[] | null;
  /** How many of the index's first fields the query fixes. */
  fixed: number;
  /** 1 or -1 when reading the index in that direction gives the asked order, of several ranges by turns; else 0. */
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
/** How many stretches are read by turns for an order: each of them is begun for the first document. */
const MOST_MERGED = 200;
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Chooses the index that serves a query best; null is a scan of the collection.
 * @param weigh how many entries a plan leads to, of which the fewest decide between plans that are as good
 */
export function choosePlan(
  collection: Collection,
  request: PlanRequest,
  weigh: (plan: Plan) => number,
): Plan | null {
  const constraints = constraintsOf(request.filter);
  const hinted = hintedIndex(collection, request.hint);
  if (hinted === 'natural') return null;
  const one = hinted ? null : planOfOne(collection, constraints, request);
  if (one) return one;
  const indexes = hinted ? [hinted] : collection.indexes.filter(({ isHidden }) => !isHidden);
  let best: Plan[] = [];
  for (const way of waysOf(constraints))
    for (const index of indexes) {
      const plan = planFor(index, way, request, hinted !== null);
      best = plan && (hinted || plan.score > 0) ? withBest(best, plan) : best;
    }
  return lightestOf(best, weigh);
}

/** The plans that are as good as the best of them, and of a further one. */
function withBest(best: Plan[], plan: Plan): Plan[] {
  const least = best[0]?.score ?? -1;
  if (plan.score < least) return best;
  return plan.score === least ? [...best, plan] : [plan];
}

/** The plan that leads to the fewest entries, the first of those that lead to as many. */
function lightestOf(plans: readonly Plan[], weigh: (plan: Plan) => number): Plan | null {
  const [first = null, ...others] = plans;
  if (first === null || others.length === 0) return first;
  let lightest = { plan: first, weight: weigh(first) };
  for (const plan of others) {
    const weight = weigh(plan);
    if (weight < lightest.weight) lightest = { plan, weight };
  }
  return lightest.plan;
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
  const isOrdered = canBeOrdered(prefixes.length, isComplete);
  const sorted = isOrdered ? sortedBy(index, fixed, constraints, request) : 0;
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

/** Whether so many stretches of an index, or whole keys, can be read in one order. */
const canBeOrdered = (stretches: number, areKeys: boolean): boolean =>
  stretches === 1 || (!areKeys && stretches <= MOST_MERGED);

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
