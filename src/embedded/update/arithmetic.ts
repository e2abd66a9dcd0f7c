import { Decimal128, Int32 } from 'bson';
import { exact, pow10 } from '../bson/numbers.js';
import { fromInteger, toNumber, type Numeric } from '../bson/values.js';
import { CommandError } from '../errors.js';

export type Arithmetic = 'add' | 'subtract' | 'multiply';

const DOUBLES: Record<Arithmetic, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};
const INTEGERS: Record<Arithmetic, (a: bigint, b: bigint) => bigint> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};

const isInteger = (value: Numeric): value is Int32 | bigint =>
  typeof value === 'bigint' || value instanceof Int32;
const big = (value: Int32 | bigint): bigint =>
  typeof value === 'bigint' ? value : BigInt(value.value);

/**
 * Computes as MongoDB does: a Decimal128 makes the result one, then a double; two integers stay
 * integers (int32 grows to int64). null when int64 overflows.
 */
export function arithmetic(operation: Arithmetic, a: Numeric, b: Numeric): Numeric | null {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimalArithmetic(operation, a, b);
  if (!isInteger(a) || !isInteger(b)) return DOUBLES[operation](toNumber(a), toNumber(b));
  const result = INTEGERS[operation](big(a), big(b));
  const narrow = fromInteger(result);
  if (typeof narrow === 'number') return null;
  return typeof a === 'bigint' || typeof b === 'bigint' ? result : narrow;
}

const DIGITS = 34;

function decimalArithmetic(operation: Arithmetic, a: Numeric, b: Numeric): Decimal128 {
  const x = exactAsDecimal(a);
  const y = exactAsDecimal(b);
  if (!x || !y)
    return Decimal128.fromString(decimalText(DOUBLES[operation](toNumber(a), toNumber(b))));
  if (operation === 'multiply') {
    const product = toDecimal(x.digits * y.digits, x.exponent + y.exponent);
    const isMinusZero = x.digits * y.digits === 0n && isNegative(a) !== isNegative(b);
    return isMinusZero ? Decimal128.fromString(`-${product.toString()}`) : product;
  }
  const exponent = Math.min(x.exponent, y.exponent);
  const left = x.digits * pow10(x.exponent - exponent);
  const right = y.digits * pow10(y.exponent - exponent);
  return toDecimal(operation === 'add' ? left + right : left - right, exponent);
}

/** Whether a number has a minus, a zero too. */
const isNegative = (value: Numeric): boolean =>
  value instanceof Decimal128
    ? value.toString().startsWith('-')
    : toNumber(value) < 0 || Object.is(toNumber(value), -0);

/** A double counts with its 15 significant digits, as MongoDB converts it. */
function exactAsDecimal(value: Numeric): { digits: bigint; exponent: number } | null {
  if (typeof value !== 'number') return exact(value);
  if (!Number.isFinite(value)) return null;
  return exact(Decimal128.fromString(value.toPrecision(15)));
}

export const decimalText = (value: number): string =>
  Number.isNaN(value)
    ? 'NaN'
    : value === Infinity
      ? 'Infinity'
      : value === -Infinity
        ? '-Infinity'
        : value.toPrecision(15);

/** The nearest Decimal128 (half to even at 34 digits). */
export function toDecimal(digits: bigint, exponent: number): Decimal128 {
  const text = (digits < 0n ? -digits : digits).toString();
  const excess = text.length - DIGITS;
  if (excess <= 0) return Decimal128.fromString(`${digits}E${exponent}`);
  const unit = pow10(excess);
  const magnitude = digits < 0n ? -digits : digits;
  let rounded = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  if (twice > unit || (twice === unit && rounded % 2n === 1n)) rounded += 1n;
  return Decimal128.fromString(`${digits < 0n ? '-' : ''}${rounded}E${exponent + excess}`);
}

/** @returns the error for a result that does not fit into 64 bits */
export function overflow(what: string): CommandError {
  return new CommandError(
    'BadValue',
    `Failed to apply ${what}: the result does not fit in 64 bits`,
  );
}
