import { ObjectId } from 'bson';
import { equal } from '../bson/compare.js';
import { TAG, tagOf } from '../bson/key.js';
import { isDoc, isTruthy, type Doc, type Value } from '../bson/values.js';
import { isOperators } from '../query/predicate.js';
import type { Plan, PlanRequest } from './plan.js';

/** Values that are equal where their keys are, of which an index without arrays holds one a document. */
const SIMPLE = new Set<number>([TAG.number, TAG.string, TAG.objectId, TAG.bool, TAG.date]);
const isSimple = (value: Value | undefined): boolean => SIMPLE.has(tagOf(value));
const BOUNDS: ReadonlySet<string> = new Set(['$gt', '$gte', '$lt', '$lte']);

/**
 * Whether a plan leads to what a filter asks for and to nothing else, so that no document has to be looked at: every field
 * that is asked for is one of the index's fixed ones, the one behind them within bounds, or one by which documents are in the
 * index at all.
 */
export function isAnswered(
  plan: Plan,
  { filter, collation }: Pick<PlanRequest, 'filter' | 'collation'>,
): boolean {
  const { index, points } = plan;
  if (collation || index.collation) return false;
  if (index.name === '_id_') return points !== null && isById(filter);
  if (index.isMultikey) return false;
  return [...filter].every(([name, asked]) => {
    if (name.startsWith('$')) return false;
    const at = index.names.indexOf(name);
    if (at !== -1 && at < plan.fixed) return isFixed(asked);
    if (at !== -1 && at === plan.fixed && plan.ranges.length > 0)
      return isWithinBounds(asked, index.directions[at] === 1) || isPresence(plan, name, asked);
    return isPresence(plan, name, asked);
  });
}

/** Documents by their ids alone; these may be anything, and only of these two kinds is there one value to a key. */
function isById(filter: Doc): boolean {
  if (filter.size !== 1) return false;
  const asked = filter.get('_id');
  const values = isDoc(asked) && asked.size === 1 ? asked.get('$in') : asked;
  return [values].flat().every((value) => typeof value === 'string' || value instanceof ObjectId);
}

function isFixed(asked: Value): boolean {
  if (!isOperators(asked)) return isSimple(asked);
  if (asked.size !== 1) return false;
  const [[operator, operand]] = [...asked] as [[string, Value]];
  if (operator === '$in') return Array.isArray(operand) && operand.every(isSimple);
  return operator === '$eq' && isSimple(operand);
}

/** Bounds of one type, each once, of which the stretch of the index takes in what the filter does: not of numbers without a lower one, below which NaN lies. */
function isWithinBounds(asked: Value, isUp: boolean): boolean {
  if (!isUp || !isOperators(asked)) return false;
  const names = [...asked.keys()];
  const [first] = asked.values();
  const lows = names.filter((name) => name.startsWith('$g')).length;
  if (!names.every((name) => BOUNDS.has(name)) || lows > 1 || names.length - lows > 1) return false;
  if (![...asked.values()].every((value) => isSimple(value) && tagOf(value) === tagOf(first)))
    return false;
  return tagOf(first) !== TAG.number || (lows === 1 && ![...asked.values()].some(isNaN));
}

const isNaN = (value: Value): boolean => Number.isNaN(Number(value));

/** Whether documents are in the index because they have this field, and that is what is asked. */
function isPresence({ index }: Plan, name: string, asked: Value): boolean {
  const wanted = index.partialSpec?.get(name);
  if (wanted !== undefined && equal(wanted, asked)) return true;
  const isAskedFor = isOperators(asked) && asked.size === 1 && isTruthy(asked.get('$exists'));
  return isAskedFor && index.isSparse && index.names.length === 1 && index.names[0] === name;
}
