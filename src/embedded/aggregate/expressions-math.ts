import { Decimal128, Int32 } from 'bson';
import { compare } from '../bson/compare.js';
import { isNumeric, toNumber, typeName, type Numeric, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { arithmetic, type Arithmetic } from '../update/arithmetic.js';
import { isNothing, nullable, strict } from './arguments.js';
import type { ExpressionOperator } from './expression.js';

/**
 * @returns a value as a number
 * @throws TypeMismatch for any other type
 */
export function numberOf(name: string, value: Value): Numeric {
  if (!isNumeric(value))
    throw new CommandError(
      'TypeMismatch',
      `${name} only supports numeric types, not ${typeName(value)}`,
    );
  return value;
}

/** Computes with two numbers; an int64 that overflows becomes a double. */
export function compute(operation: Arithmetic, a: Numeric, b: Numeric): Numeric {
  return arithmetic(operation, a, b) ?? (arithmetic(operation, toNumber(a), toNumber(b)) as number);
}

function add(...values: Value[]): Value {
  const date = values.find((value) => value instanceof Date);
  const rest = values.filter((value) => value !== date).map((value) => numberOf('$add', value));
  const sum = rest.reduce((a, b) => compute('add', a, b), new Int32(0) as Numeric);
  return date ? new Date(date.getTime() + Math.round(toNumber(sum))) : sum;
}

function subtract(a: Value, b: Value): Value {
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(a.getTime() - b.getTime());
    return new Date(a.getTime() - Math.round(toNumber(numberOf('$subtract', b))));
  }
  return compute('subtract', numberOf('$subtract', a), numberOf('$subtract', b));
}

const decimal = (value: number): Decimal128 => Decimal128.fromString(String(value));

function divide(a: Value, b: Value): Value {
  const [x, y] = [toNumber(numberOf('$divide', a)), toNumber(numberOf('$divide', b))];
  if (y === 0) throw new CommandError('BadValue', "can't $divide by zero");
  return a instanceof Decimal128 || b instanceof Decimal128 ? decimal(x / y) : x / y;
}

const isWhole = (value: Numeric): value is Int32 | bigint =>
  typeof value === 'bigint' || value instanceof Int32;

function modulo(a: Value, b: Value): Value {
  const [x, y] = [numberOf('$mod', a), numberOf('$mod', b)];
  if (toNumber(y) === 0) throw new CommandError(16610, "can't $mod by zero");
  if (x instanceof Int32 && y instanceof Int32) return new Int32(x.value % y.value);
  if (isWhole(x) && isWhole(y)) return BigInt(toNumber(x)) % BigInt(toNumber(y));
  return toNumber(x) % toNumber(y);
}

/** A function of one number whose result has the number's own type. */
const unary = (name: string, change: (value: number) => number): ExpressionOperator =>
  nullable(name, 1, 1, (value) => {
    const number = numberOf(name, value);
    if (number instanceof Int32) return new Int32(change(number.value));
    if (typeof number === 'bigint') return number < 0n && name === '$abs' ? -number : number;
    return number instanceof Decimal128 ? decimal(change(toNumber(number))) : change(number);
  });

const real = (name: string, change: (value: number) => number): ExpressionOperator =>
  nullable(name, 1, 1, (value) => change(toNumber(numberOf(name, value))));

/** Rounds half to even at a number of decimal places, or cuts there. */
const places = (name: string, change: (value: number) => number): ExpressionOperator =>
  nullable(name, 1, 2, (value, digits) => {
    const number = numberOf(name, value);
    const scale = 10 ** (digits === undefined ? 0 : toNumber(numberOf(name, digits)));
    if (isWhole(number) && scale >= 1) return number;
    const result = change(toNumber(number) * scale) / scale;
    if (number instanceof Int32) return new Int32(result);
    return typeof number === 'bigint'
      ? BigInt(result)
      : number instanceof Decimal128
        ? decimal(result)
        : result;
  });

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `$sum`, `$avg`, `$min`, `$max` over their arguments, or over the one array that is given. */
const over = (name: string, gather: (values: (Value | undefined)[]) => Value): ExpressionOperator =>
  strict(name, 0, Infinity, (...values) =>
    gather(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
  );

const total = (values: (Value | undefined)[]): Numeric =>
  values.filter(isNumeric).reduce((a, b) => compute('add', a, b), new Int32(0) as Numeric);

function average(values: (Value | undefined)[]): Value {
  const { length } = values.filter(isNumeric);
  if (!length) return null;
  const sum = total(values);
  return sum instanceof Decimal128 ? decimal(toNumber(sum) / length) : toNumber(sum) / length;
}

const extreme =
  (sign: number) =>
  (values: (Value | undefined)[]): Value => {
    let best: Value = null;
    for (const value of values)
      if (!isNothing(value) && (best === null || compare(value, best) * sign > 0)) best = value;
    return best;
  };

/** Arithmetic. */
export const MATH_OPERATORS: Record<string, ExpressionOperator> = {
  $add: nullable('$add', 0, Infinity, add),
  $subtract: nullable('$subtract', 2, 2, subtract),
  $multiply: nullable('$multiply', 0, Infinity, (...values) =>
    values.map((value) => numberOf('$multiply', value)).reduce((a, b) => compute('multiply', a, b)),
  ),
  $divide: nullable('$divide', 2, 2, divide),
  $mod: nullable('$mod', 2, 2, modulo),
  $abs: unary('$abs', Math.abs),
  $ceil: unary('$ceil', Math.ceil),
  $floor: unary('$floor', Math.floor),
  $round: places('$round', halfToEven),
  $trunc: places('$trunc', Math.trunc),
  $sqrt: real('$sqrt', Math.sqrt),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log),
  $log10: real('$log10', Math.log10),
  $pow: nullable('$pow', 2, 2, (a, b) => {
    const [x, y] = [numberOf('$pow', a), numberOf('$pow', b)];
    const result = toNumber(x) ** toNumber(y);
    return isWhole(x) && isWhole(y) && Number.isSafeInteger(result)
      ? compute('add', x instanceof Int32 ? new Int32(0) : 0n, BigInt(result))
      : result;
  }),
  $sum: over('$sum', total),
  $avg: over('$avg', average),
  $min: over('$min', extreme(-1)),
  $max: over('$max', extreme(1)),
};
