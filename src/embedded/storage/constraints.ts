import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { equal } from '../bson/compare.js';
import { isDoc, isTruthy, type Doc, type Value } from '../bson/values.js';
import { compileFilter } from '../query/match.js';
import { isOperators } from '../query/predicate.js';
import type { Index } from './catalog.js';

/** What a filter demands of one field, as far as an index can use it. */
export interface Constraint {
  /** The field equals one of these. */
  points: Value[] | null;
  low: Bound | null;
  high: Bound | null;
  /** One element of an array is within both bounds (`$elemMatch`), so that both count in an index over arrays, too. */
  isOfOne: boolean;
  /** Bounds that further elements are within: an index over arrays leads by either to all that is sought. */
  others: Pick<Constraint, 'low' | 'high'>[];
  /** What was asked as it was written, for partial indexes. */
  conditions: Value[];
}

export interface Bound {
  value: Value;
  isInclusive: boolean;
}

export type Constraints = Map<string, Constraint>;

const isPlain = (value: Value): boolean => !Array.isArray(value) && !(value instanceof BSONRegExp);

/** The constraints that every matching document satisfies. */
export function constraintsOf(filter: Doc, out: Constraints = new Map()): Constraints {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value))
      for (const part of value) constraintsOf(part as Doc, out);
    if (name.startsWith('$')) continue;
    const found = out.get(name) ?? {
      points: null,
      low: null,
      high: null,
      isOfOne: false,
      others: [],
      conditions: [],
    };
    out.set(name, found);
    found.conditions.push(value);
    if (!isOperators(value)) {
      if (isPlain(value)) found.points = [value];
    } else for (const [operator, operand] of value) narrow(found, operator, operand);
  }
  return out;
}

function narrow(found: Constraint, operator: string, operand: Value): void {
  if (operator === '$eq' && isPlain(operand)) found.points = [operand];
  else if (operator === '$in' && Array.isArray(operand) && operand.every(isPlain))
    found.points ??= operand;
  else if (operator === '$elemMatch' && isOperators(operand)) narrowToOne(found, operand);
  else if (found.isOfOne) return;
  else if (operator === '$gt' || operator === '$gte')
    bound(found, 'low', operand, operator === '$gte');
  else if (operator === '$lt' || operator === '$lte')
    bound(found, 'high', operand, operator === '$lte');
}

/** What one element of an array has to be within: other bounds on the field may be met by other elements. */
function narrowToOne(found: Constraint, operand: Doc): void {
  const range = /^\$[gl]te?$/;
  const bounds = [...operand].filter(([operator]) => range.test(operator));
  if (bounds.length === 0) return;
  const one: Constraint = { ...found, low: null, high: null, isOfOne: false };
  for (const [operator, value] of bounds) narrow(one, operator, value);
  const { low, high } = one;
  if (found.isOfOne) found.others.push({ low, high });
  else Object.assign(found, { low, high, isOfOne: true });
}

/** More ways than these to begin a search for several words are not weighed against each other. */
const MOST_WAYS = 8;

/** The constraints, and the same with the bounds of another element in the place of a field's. */
export function waysOf(constraints: Constraints): Constraints[] {
  const others = [...constraints].flatMap(([name, found]) =>
    found.others.map((other) => new Map([...constraints, [name, { ...found, ...other }]])),
  );
  return [constraints, ...others.slice(0, MOST_WAYS - 1)];
}

function bound(found: Constraint, side: 'low' | 'high', value: Value, isInclusive: boolean): void {
  if (isPlain(value) && value !== null) found[side] ??= { value, isInclusive };
}

/** Whether an index leaves documents out, so that reading it whole is less than reading the collection. */
export const isSelective = (index: Index): boolean => index.isSparse || index.partialSpec !== null;

/** Whether every document that satisfies the constraints is in the index (sparse, partial). */
export function covers(index: Index, constraints: Constraints): boolean {
  if (index.isSparse && !index.names.some((name) => demandsPresence(constraints.get(name))))
    return false;
  return !index.partialSpec || implies(constraints, index.partialSpec, index);
}

/** A bound that a missing value does not meet: everything, also nothing, is above MinKey and below MaxKey. */
const isWithin = (bound: Bound | null): boolean =>
  bound !== null && !(bound.value instanceof MinKey || bound.value instanceof MaxKey);

function demandsPresence(constraint: Constraint | undefined): boolean {
  if (!constraint) return false;
  if (constraint.points) return constraint.points.every((value) => value !== null);
  if (isWithin(constraint.low) || isWithin(constraint.high)) return true;
  return constraint.conditions.some(
    (value) => isOperators(value) && (isTruthy(value.get('$exists')) || value.has('$type')),
  );
}

function implies(constraints: Constraints, partial: Doc, index: Index): boolean {
  return [...partial].every(([name, wanted]) => {
    if (name === '$and')
      return (wanted as Value[]).every((part) => implies(constraints, part as Doc, index));
    const constraint = constraints.get(name);
    return constraint !== undefined && impliesOne(name, constraint, wanted, index);
  });
}

function impliesOne(name: string, constraint: Constraint, wanted: Value, index: Index): boolean {
  if (constraint.conditions.some((condition) => equal(condition, wanted))) return true;
  if (!isOperators(wanted)) {
    return constraint.points !== null && constraint.points.every((value) => equal(value, wanted));
  }
  if (constraint.points) {
    const test = compileFilter(new Map<string, Value>([['v', wanted]]), {
      collation: index.collation,
    });
    return constraint.points.every((value) => value !== null && test(new Map([['v', value]])));
  }
  return [...wanted].every(([operator, operand]) => impliesOperator(constraint, operator, operand));
}

function impliesOperator(constraint: Constraint, operator: string, operand: Value): boolean {
  if (operator === '$exists' && isTruthy(operand)) return demandsPresence(constraint);
  return constraint.conditions.some(
    (condition) =>
      isDoc(condition) && condition.has(operator) && equal(condition.get(operator), operand),
  );
}
