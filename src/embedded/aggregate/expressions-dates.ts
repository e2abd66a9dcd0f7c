import { Int32, ObjectId, Timestamp } from 'bson';
import { isDoc, isNumeric, toNumber, typeName, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { isNothing } from './arguments.js';
import type { Expression, ExpressionOperator } from './expression.js';

function dateOf(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw new CommandError(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

function checkZone(value: Value | undefined): void {
  if (
    value !== undefined &&
    value !== null &&
    !['UTC', 'GMT', 'Z', '+00:00'].includes(value as string)
  )
    throw notImplemented(`A 'timezone' other than UTC`);
}

const DAY_MS = 86_400_000;
const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

const PARTS: Record<string, (date: Date) => number> = {
  $year: (date) => date.getUTCFullYear(),
  $month: (date) => date.getUTCMonth() + 1,
  $dayOfMonth: (date) => date.getUTCDate(),
  $dayOfWeek: (date) => date.getUTCDay() + 1,
  $dayOfYear: dayOfYear,
  $hour: (date) => date.getUTCHours(),
  $minute: (date) => date.getUTCMinutes(),
  $second: (date) => date.getUTCSeconds(),
  $millisecond: (date) => date.getUTCMilliseconds(),
};

const part =
  (name: string, of: (date: Date) => number): ExpressionOperator =>
  (operand, compile) => {
    const given = Array.isArray(operand) && operand.length === 1 ? (operand[0] as Value) : operand;
    const isLong = isDoc(given) && given.has('date');
    if (isLong) checkZone(given.get('timezone'));
    const date = compile(isLong ? (given.get('date') as Value) : given);
    return (row, variables) => {
      const value = date(row, variables);
      return isNothing(value) ? null : new Int32(of(dateOf(value)));
    };
  };

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const FORMATS: Record<string, (date: Date) => string> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  d: (date) => pad(date.getUTCDate(), 2),
  H: (date) => pad(date.getUTCHours(), 2),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  j: (date) => pad(dayOfYear(date), 3),
  w: (date) => String(date.getUTCDay() + 1),
  u: (date) => String(date.getUTCDay() || 7),
  z: () => '+0000',
  Z: () => '+000',
  '%': () => '%',
};

const dateToString: ExpressionOperator = (operand, compile) => {
  if (!isDoc(operand) || !operand.has('date'))
    throw new CommandError(18628, "Missing 'date' parameter to $dateToString");
  checkZone(operand.get('timezone'));
  const date = compile(operand.get('date') as Value);
  const onNull = compile(operand.get('onNull') ?? null);
  const format = operand.get('format') ?? '%Y-%m-%dT%H:%M:%S.%LZ';
  if (typeof format !== 'string') throw notImplemented('A computed format of $dateToString');
  return (row, variables) => {
    const value = date(row, variables);
    if (isNothing(value)) return onNull(row, variables);
    return format.replace(/%(.)/g, (_all, letter: string) => {
      const write = Object.hasOwn(FORMATS, letter) ? FORMATS[letter] : undefined;
      if (!write)
        throw new CommandError(18536, `Invalid format character '%${letter}' in format string`);
      return write(dateOf(value));
    });
  };
};

const UNITS_MS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
};
const UNIT_MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };

function shift(date: Date, unit: string, amount: number): Date {
  const ms = UNITS_MS[unit];
  if (ms !== undefined) return new Date(date.getTime() + amount * ms);
  const months = UNIT_MONTHS[unit];
  if (months === undefined)
    throw new CommandError('FailedToParse', `unknown time unit value: ${unit}`);
  const out = new Date(date);
  out.setUTCDate(1);
  out.setUTCMonth(out.getUTCMonth() + months * amount);
  const last = new Date(Date.UTC(out.getUTCFullYear(), out.getUTCMonth() + 1, 0)).getUTCDate();
  out.setUTCDate(Math.min(date.getUTCDate(), last));
  return out;
}

const dateAdd =
  (name: string, sign: number): ExpressionOperator =>
  (operand, compile) => {
    if (!isDoc(operand))
      throw new CommandError(5166400, `${name} expects an object as its argument`);
    checkZone(operand.get('timezone'));
    const [start, unit, amount] = ['startDate', 'unit', 'amount'].map((field) => {
      const value = operand.get(field);
      if (value === undefined)
        throw new CommandError(
          5166402,
          `${name} requires startDate, unit, and amount to be present`,
        );
      return compile(value);
    }) as [Expression, Expression, Expression];
    return (row, variables) => {
      const [date, of, count] = [start, unit, amount].map((item) => item(row, variables));
      if (isNothing(date) || isNothing(of) || isNothing(count)) return null;
      if (!isNumeric(count))
        throw new CommandError(5166405, `${name} expects integer amount of time units`);
      return shift(dateOf(date), typeof of === 'string' ? of : '', sign * toNumber(count));
    };
  };

/** Dates, in UTC. */
export const DATE_OPERATORS: Record<string, ExpressionOperator> = {
  ...Object.fromEntries(Object.entries(PARTS).map(([name, of]) => [name, part(name, of)])),
  $dateToString: dateToString,
  $dateAdd: dateAdd('$dateAdd', 1),
  $dateSubtract: dateAdd('$dateSubtract', -1),
};
