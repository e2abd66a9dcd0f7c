import { equal } from '../bson/compare.js';
import { keyOf } from '../bson/key.js';
import {
  doc,
  int,
  isDoc,
  isNumeric,
  isTruthy,
  toNumber,
  typeName,
  type Doc,
  type Value,
} from '../bson/values.js';
import { CommandError } from '../errors.js';
import { orderBy } from '../query/sort.js';
import { arrayOf, isNothing, nullable, strict } from './arguments.js';
import { order } from './expressions-basic.js';
import type { Expression, ExpressionOperator, Variables } from './expression.js';
import { named } from './expressions-text.js';

const index = (name: string, value: Value): number => {
  const n = isNumeric(value) ? toNumber(value) : NaN;
  if (!Number.isInteger(n))
    throw new CommandError(
      28690,
      `${name}'s second argument must be representable as a 32-bit integer`,
    );
  return n;
};

function elementAt(name: string, list: Value, at: number): Value | undefined {
  const items = arrayOf(name, list);
  return items[at < 0 ? items.length + at : at];
}

function slice(list: Value, first: Value, second?: Value): Value {
  const items = arrayOf('$slice', list);
  const n = index('$slice', first);
  if (second === undefined) return n < 0 ? items.slice(n) : items.slice(0, n);
  const count = index('$slice', second);
  if (count <= 0) throw new CommandError(28729, 'Third argument to $slice must be positive');
  const start = n < 0 ? Math.max(0, items.length + n) : n;
  return items.slice(start, start + count);
}

/** An operator that runs an expression for every element, with the element in a variable. */
const each =
  (
    name: string,
    body: string,
    gather: (items: Value[], run: (item: Value) => Value | undefined, limit: number) => Value,
  ): ExpressionOperator =>
  (operand, compile) => {
    const variable = isDoc(operand) ? (operand.get('as') ?? 'this') : 'this';
    const rest = isDoc(operand)
      ? new Map([...operand].filter(([field]) => field !== 'as'))
      : operand;
    const parts = named(name, rest, compile, ['input', body], name === '$filter' ? ['limit'] : []);
    return (row, variables) => {
      const items = parts['input']?.(row, variables);
      if (isNothing(items)) return null;
      const limit = parts['limit']?.(row, variables);
      const own: Variables = new Map(variables);
      const run = (item: Value): Value | undefined => {
        own.set(variable as string, item);
        return parts[body]?.(row, own);
      };
      return gather(arrayOf(name, items), run, isNumeric(limit) ? toNumber(limit) : Infinity);
    };
  };

const reduce: ExpressionOperator = (operand, compile) => {
  const parts = named('$reduce', operand, compile, ['input', 'initialValue', 'in']);
  return (row, variables) => {
    const items = parts['input']?.(row, variables);
    if (isNothing(items)) return null;
    const own: Variables = new Map(variables);
    let value = parts['initialValue']?.(row, variables);
    for (const item of arrayOf('$reduce', items)) {
      own.set('value', value);
      own.set('this', item);
      value = parts['in']?.(row, own);
    }
    return value;
  };
};

function range(from: Value, to: Value, by?: Value): Value {
  const [start, end, step] = [
    index('$range', from),
    index('$range', to),
    by === undefined ? 1 : index('$range', by),
  ];
  if (step === 0) throw new CommandError(34449, '$range requires a non-zero step value');
  const out: Value[] = [];
  for (let n = start; step > 0 ? n < end : n > end; n += step) out.push(int(n));
  return out;
}

function objectToArray(value: Value): Value {
  if (!isDoc(value))
    throw new CommandError(
      40390,
      `$objectToArray requires a document input, found: ${typeName(value)}`,
    );
  return [...value].map(([k, v]) => doc({ k, v }));
}

function arrayToObject(list: Value): Value {
  const out: Doc = new Map();
  for (const item of arrayOf('$arrayToObject', list)) {
    const [key, value] = Array.isArray(item)
      ? item
      : isDoc(item)
        ? [item.get('k'), item.get('v')]
        : [];
    if (typeof key !== 'string' || value === undefined)
      throw new CommandError(40392, '$arrayToObject requires pairs of a string key and a value');
    out.set(key, value);
  }
  return out;
}

const mergeObjects = strict('$mergeObjects', 0, Infinity, (...values) => {
  const list = values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
  const out: Doc = new Map();
  for (const item of list) {
    if (isNothing(item)) continue;
    if (!isDoc(item))
      throw new CommandError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName(item)}`,
      );
    for (const [name, field] of item) out.set(name, field);
  }
  return out;
});

const keys = (list: Value[]): Map<string, Value> =>
  new Map(list.map((item) => [keyOf(item).toString('latin1'), item]));

const set = (
  name: string,
  least: number,
  most: number,
  combine: (lists: Map<string, Value>[]) => Value,
): ExpressionOperator =>
  nullable(name, least, most, (...lists) =>
    combine(lists.map((list) => keys(arrayOf(name, list)))),
  );

const only = (a: Map<string, Value>, keep: (key: string) => boolean): Value[] =>
  [...a].filter(([key]) => keep(key)).map(([, value]) => value);

const sortArray: ExpressionOperator = (operand, compile) => {
  if (!isDoc(operand) || !operand.has('input') || !operand.has('sortBy'))
    throw new CommandError(2942501, "$sortArray requires 'input' and 'sortBy'");
  const input: Expression = compile(operand.get('input') as Value);
  const by = operand.get('sortBy') as Value;
  const byFields = isDoc(by) ? orderBy(by, null) : null;
  const direction = isNumeric(by) ? toNumber(by) : 1;
  const empty: Doc = new Map();
  const fields = (item: Value): Doc => (isDoc(item) ? item : empty);
  return (row, variables) => {
    const items = input(row, variables);
    if (isNothing(items)) return null;
    return [...arrayOf('$sortArray', items)].sort((a, b) =>
      byFields
        ? byFields.compare(byFields.keyOf(fields(a)), byFields.keyOf(fields(b)))
        : order(a, b) * direction,
    );
  };
};

/** Arrays, sets and objects. */
export const ARRAY_OPERATORS: Record<string, ExpressionOperator> = {
  $size: strict('$size', 1, 1, (value) => {
    if (!Array.isArray(value))
      throw new CommandError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(value)}`,
      );
    return int(value.length);
  }),
  $in: strict('$in', 2, 2, (value, list) => {
    if (!Array.isArray(list))
      throw new CommandError(40081, '$in requires an array as a second argument');
    return value !== undefined && list.some((item) => equal(item, value));
  }),
  $concatArrays: nullable('$concatArrays', 0, Infinity, (...lists) =>
    lists.flatMap((list) => arrayOf('$concatArrays', list)),
  ),
  $isArray: strict('$isArray', 1, 1, (value) => Array.isArray(value)),
  $arrayElemAt: nullable('$arrayElemAt', 2, 2, (list, at) =>
    elementAt('$arrayElemAt', list, index('$arrayElemAt', at)),
  ),
  $first: nullable('$first', 1, 1, (list) => elementAt('$first', list, 0)),
  $last: nullable('$last', 1, 1, (list) => elementAt('$last', list, -1)),
  $slice: nullable('$slice', 2, 3, slice),
  $filter: each('$filter', 'cond', (items, run, limit) => {
    const out: Value[] = [];
    for (const item of items) {
      if (out.length >= limit) break;
      if (isTruthy(run(item))) out.push(item);
    }
    return out;
  }),
  $map: each('$map', 'in', (items, run) => items.map((item) => run(item) ?? null)),
  $reduce: reduce,
  $range: nullable('$range', 2, 3, range),
  $reverseArray: nullable('$reverseArray', 1, 1, (list) =>
    [...arrayOf('$reverseArray', list)].reverse(),
  ),
  $indexOfArray: nullable('$indexOfArray', 2, 2, (list, value) =>
    int(arrayOf('$indexOfArray', list).findIndex((item) => equal(item, value))),
  ),
  $objectToArray: nullable('$objectToArray', 1, 1, objectToArray),
  $arrayToObject: nullable('$arrayToObject', 1, 1, arrayToObject),
  $mergeObjects: mergeObjects,
  $sortArray: sortArray,
  $setUnion: set('$setUnion', 0, Infinity, (lists) => [
    ...new Map(lists.flatMap((list) => [...list])).values(),
  ]),
  $setIntersection: set('$setIntersection', 0, Infinity, ([first, ...rest]) =>
    only(first ?? new Map<string, Value>(), (key) => rest.every((other) => other.has(key))),
  ),
  $setDifference: set('$setDifference', 2, 2, ([a, b]) =>
    only(a as Map<string, Value>, (key) => !b?.has(key)),
  ),
  $setIsSubset: set('$setIsSubset', 2, 2, ([a, b]) =>
    [...(a?.keys() ?? [])].every((key) => b?.has(key)),
  ),
  $setEquals: set('$setEquals', 2, Infinity, ([first, ...rest]) =>
    rest.every(
      (other) => other.size === first?.size && [...other.keys()].every((key) => first.has(key)),
    ),
  ),
  $anyElementTrue: nullable('$anyElementTrue', 1, 1, (list) =>
    arrayOf('$anyElementTrue', list).some(isTruthy),
  ),
  $allElementsTrue: nullable('$allElementsTrue', 1, 1, (list) =>
    arrayOf('$allElementsTrue', list).every(isTruthy),
  ),
};
