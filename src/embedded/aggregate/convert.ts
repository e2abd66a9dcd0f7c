import { Decimal128, Int32, ObjectId } from 'bson';
import { isNumeric, toNumber, typeName, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { isNothing, strict } from './arguments.js';
import type { ExpressionOperator } from './expression.js';

const failure = (value: Value, to: string, why = ''): CommandError =>
  new CommandError(
    241,
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert${why}`,
  );

/** A value as text, as `$toString` gives it. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isNumeric(value))
    return value instanceof Decimal128 ? value.toString() : String(toNumber(value));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  throw failure(value, 'string');
}

function parse(text: string, to: string, pattern: RegExp): string {
  if (!pattern.test(text))
    throw new CommandError(241, `Failed to parse number '${text}' in $convert to ${to}`);
  return text;
}

const WHOLE = /^[+-]?\d+$/;
const REAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** A value as a whole number between bounds; fractions are cut off. */
function whole(value: Value, to: string, least: bigint, most: bigint): bigint {
  let result: bigint;
  if (typeof value === 'string') result = BigInt(parse(value, to, WHOLE));
  else if (typeof value === 'boolean') result = value ? 1n : 0n;
  else if (typeof value === 'bigint') result = value;
  else if (value instanceof Date && to === 'long') result = BigInt(value.getTime());
  else if (isNumeric(value)) {
    const number = Math.trunc(toNumber(value));
    if (!Number.isFinite(number)) throw failure(value, to, ': not finite');
    result = BigInt(number);
  } else throw failure(value, to);
  if (result < least || result > most)
    throw new CommandError(241, `Conversion would overflow target type in $convert: ${result}`);
  return result;
}

function toDouble(value: Value): number {
  if (typeof value === 'string') return Number(parse(value, 'double', REAL));
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (isNumeric(value)) return toNumber(value);
  throw failure(value, 'double');
}

function toDate(value: Value): Date {
  const ms =
    typeof value === 'string'
      ? Date.parse(value)
      : value instanceof ObjectId
        ? value.getTimestamp().getTime()
        : value instanceof Date
          ? value.getTime()
          : isNumeric(value) && !(value instanceof Int32)
            ? toNumber(value)
            : undefined;
  if (ms === undefined) throw failure(value, 'date');
  if (Number.isNaN(ms))
    throw new CommandError(
      241,
      `Error parsing date string '${typeof value === 'string' ? value : ''}'`,
    );
  return new Date(ms);
}

function toObjectId(value: Value): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw failure(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value))
    throw new CommandError(241, `Failed to parse objectId '${value}' in $convert`);
  return new ObjectId(value);
}

function toDecimal(value: Value): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'string') return Decimal128.fromString(parse(value, 'decimal', REAL));
  return Decimal128.fromString(typeof value === 'bigint' ? String(value) : String(toDouble(value)));
}

const INT64 = 2n ** 63n;

const conversion = (name: string, convert: (value: Value) => Value): ExpressionOperator =>
  strict(name, 1, 1, (value) => (isNothing(value) ? null : convert(value)));

/** Between types. */
export const CONVERSION_OPERATORS: Record<string, ExpressionOperator> = {
  $toString: conversion('$toString', toText),
  $toInt: conversion(
    '$toInt',
    (value) => new Int32(Number(whole(value, 'int', -(2n ** 31n), 2n ** 31n - 1n))),
  ),
  $toLong: conversion('$toLong', (value) => whole(value, 'long', -INT64, INT64 - 1n)),
  $toDouble: conversion('$toDouble', toDouble),
  $toDecimal: conversion('$toDecimal', toDecimal),
  $toBool: conversion('$toBool', (value) =>
    isNumeric(value) ? toNumber(value) !== 0 : value !== false,
  ),
  $toDate: conversion('$toDate', toDate),
  $toObjectId: conversion('$toObjectId', toObjectId),
  $isNumber: strict('$isNumber', 1, 1, (value) => isNumeric(value)),
};
