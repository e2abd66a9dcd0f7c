import { Decimal128, Int32 } from 'bson';
import { compare, equal } from '../bson/compare.js';
import { int, isDoc, isNumeric, toNumber, type Numeric, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compute } from './expressions-math.js';
import { compileExpression } from './compile-expression.js';
import type { Expression } from './expression.js';

/** Gathers values; a fresh one for every group. */
export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value | undefined;
}

type Make = () => Accumulator;

export interface CompiledAccumulator {
  expression: Expression;
  make: Make;
}

function sum(): Accumulator {
  let total: Numeric = new Int32(0);
  return {
    add: (value) => {
      if (isNumeric(value)) total = compute('add', total, value);
    },
    result: () => total,
  };
}

function average(): Accumulator {
  let total: Numeric = 0;
  let count = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      total = compute('add', total, value);
      count++;
    },
    result: () => {
      if (!count) return null;
      const mean = toNumber(total) / count;
      return total instanceof Decimal128 ? Decimal128.fromString(String(mean)) : mean;
    },
  };
}

const extreme =
  (sign: number): Make =>
  () => {
    let best: Value | undefined;
    return {
      add: (value) => {
        if (value === undefined || value === null) return;
        if (best === undefined || compare(value, best) * sign > 0) best = value;
      },
      result: () => best ?? null,
    };
  };

function first(): Accumulator {
  let value: Value | undefined;
  let isSet = false;
  return {
    add: (next) => {
      if (!isSet) value = next;
      isSet = true;
    },
    result: () => value ?? null,
  };
}

function last(): Accumulator {
  let value: Value | undefined;
  return {
    add: (next) => {
      value = next;
    },
    result: () => value ?? null,
  };
}

function push(): Accumulator {
  const items: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined) items.push(value);
    },
    result: () => items,
  };
}

function addToSet(): Accumulator {
  const items: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined && !items.some((item) => equal(item, value))) items.push(value);
    },
    result: () => items,
  };
}

function count(): Accumulator {
  let n = 0;
  return { add: () => void n++, result: () => int(n) };
}

const deviation =
  (isSample: boolean): Make =>
  () => {
    const values: number[] = [];
    return {
      add: (value) => {
        if (isNumeric(value)) values.push(toNumber(value));
      },
      result: () => {
        const n = values.length - (isSample ? 1 : 0);
        if (n <= 0) return null;
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
      },
    };
  };

function mergeObjects(): Accumulator {
  const merged = new Map<string, Value>();
  return {
    add: (value) => {
      if (value === undefined || value === null) return;
      if (!isDoc(value)) throw new CommandError(40400, '$mergeObjects requires object inputs');
      for (const [name, field] of value) merged.set(name, field);
    },
    result: () => merged,
  };
}

export const ACCUMULATORS: Record<string, Make> = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: last,
  $push: push,
  $addToSet: addToSet,
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $mergeObjects: mergeObjects,
};

const REFUSED = [
  '$accumulator',
  '$firstN',
  '$lastN',
  '$maxN',
  '$minN',
  '$top',
  '$topN',
  '$bottom',
  '$bottomN',
  '$median',
  '$percentile',
];

/** Compiles one field of a `$group`: `{$sum: …}` and its like. */
export function compileAccumulator(name: string, spec: Value): CompiledAccumulator {
  if (!isDoc(spec) || spec.size !== 1)
    throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
  const [[operator, operand]] = [...spec] as [[string, Value]];
  if (operator === '$count') return { expression: () => null, make: count };
  if (REFUSED.includes(operator)) throw notImplemented(`The accumulator ${operator}`);
  const make = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (!make) throw new CommandError(15952, `unknown group operator '${operator}'`);
  return { expression: compileExpression(operand), make };
}
