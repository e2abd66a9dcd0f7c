import { BSONRegExp, BSONSymbol, MaxKey, MinKey } from 'bson';
import type { Collation } from '../bson/collation.js';
import { compare, equal } from '../bson/compare.js';
import { keyOf, tagOf } from '../bson/key.js';
import { isNumeric, toNumber, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { isOperators, some, type Operator, type Predicate } from './predicate.js';
import { regexOf, toRegExp } from './regex.js';

export const eq: Operator = (operand, { collation }) => {
  if (operand === null) return some((value) => tagOf(value) === 5);
  if (typeof operand === 'string' && !collation)
    return some(
      (value) => value === operand || (value instanceof BSONSymbol && value.value === operand),
    );
  return some((value) => value !== undefined && equal(value, operand, collation));
};

export const order =
  (name: string, accepts: (order: number) => boolean): Operator =>
  (operand, { collation }) => {
    if (operand instanceof BSONRegExp)
      throw new CommandError(
        'BadValue',
        `Can't have RegEx as arg to predicate over field '${name}'.`,
      );
    if (operand === null) return accepts(0) ? some((value) => tagOf(value) === 5) : () => false;
    if (operand instanceof MinKey || operand instanceof MaxKey)
      return some((value) => accepts(compare(value, operand, collation)));
    const tag = tagOf(operand);
    const isNaNOperand = isNumeric(operand) && Number.isNaN(toNumber(operand));
    return some((value) => {
      if (value === undefined || tagOf(value) !== tag) return false;
      if (tag === 10 && isNaNOperand !== Number.isNaN(toNumber(value as number))) return false;
      return accepts(compare(value, operand, collation));
    });
  };

const SET_FROM = 16;

export const isIn: Operator = (operand, context) => {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$in needs an array');
  const plain: Value[] = [];
  const tests: Predicate[] = [];
  for (const item of operand) {
    if (isOperators(item)) throw new CommandError('BadValue', 'cannot nest $ under $in');
    if (item instanceof BSONRegExp) tests.push(regex(item, context, new Map()) as Predicate);
    else if (operand.length < SET_FROM || item === null)
      tests.push(eq(item, context, new Map()) as Predicate);
    else plain.push(item);
  }
  if (plain.length) tests.push(inSet(plain, context.collation));
  return (values) => tests.some((test) => test(values));
};

function inSet(items: Value[], collation: Collation | null): Predicate {
  const id = (value: Value): string => keyOf(value, collation).toString('latin1');
  if (!collation && items.every((item) => typeof item === 'string')) {
    const texts = new Set(items);
    return some((value) =>
      texts.has(value instanceof BSONSymbol ? value.value : (value as string)),
    );
  }
  const set = new Set(items.map(id));
  return some((value) => value !== undefined && set.has(id(value)));
}

export const regex: Operator = (operand, _context, siblings) => {
  const wanted = regexOf(operand, siblings.get('$options'));
  const test = toRegExp(wanted.pattern, wanted.options);
  return some((value) => {
    if (typeof value === 'string') return test.test(value);
    if (value instanceof BSONSymbol) return test.test(value.value);
    return value instanceof BSONRegExp && equal(value, wanted);
  });
};
