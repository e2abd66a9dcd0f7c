import { Decimal128 } from 'bson';
import { isNumeric, toNumber, typeName, type Numeric, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { arithmetic, type Arithmetic } from '../update/arithmetic.js';
import { nullable } from './arguments.js';
import type { ExpressionOperator } from './expression.js';

export function numberOf(name: string, value: Value): Numeric {
  if (!isNumeric(value))
    throw new CommandError(
      'TypeMismatch',
      `${name} only supports numeric types, not ${typeName(value)}`,
    );
  return value;
}

/** Computes; an int64 that overflows goes on as a double. */
export function compute(operation: Arithmetic, a: Numeric, b: Numeric): Numeric {
  return arithmetic(operation, a, b) ?? (arithmetic(operation, toNumber(a), toNumber(b)) as number);
}

function add(...values: Value[]): Value {
  const date = values.find((value) => value instanceof Date);
  const rest = date ? values.filter((value) => value !== date) : values;
  const sum = rest
    .map((value) => numberOf('$add', value))
    .reduce<Numeric | null>((a, b) => (a === null ? b : compute('add', a, b)), null);
  if (date) return new Date(date.getTime() + Math.round(sum === null ? 0 : toNumber(sum)));
  return sum ?? 0;
}

function subtract(a: Value, b: Value): Value {
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(a.getTime() - b.getTime());
    return new Date(a.getTime() - Math.round(toNumber(numberOf('$subtract', b))));
  }
  return compute('subtract', numberOf('$subtract', a), numberOf('$subtract', b));
}

function divide(a: Value, b: Value): Value {
  const [x, y] = [toNumber(numberOf('$divide', a)), toNumber(numberOf('$divide', b))];
  if (y === 0) throw new CommandError('BadValue', "can't $divide by zero");
  if (a instanceof Decimal128 || b instanceof Decimal128)
    return Decimal128.fromString(String(x / y));
  return x / y;
}

/** Arithmetic. */
export const MATH_OPERATORS: Record<string, ExpressionOperator> = {
  $add: nullable('$add', 0, Infinity, add),
  $subtract: nullable('$subtract', 2, 2, subtract),
  $multiply: nullable('$multiply', 0, Infinity, (...values) =>
    values.map((value) => numberOf('$multiply', value)).reduce((a, b) => compute('multiply', a, b)),
  ),
  $divide: nullable('$divide', 2, 2, divide),
};
