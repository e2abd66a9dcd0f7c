import { BSONRegExp } from 'bson';
import { isDoc, isNumeric, toNumber, type Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { eq, regex } from './comparison.js';
import {
  isOperators,
  type MatchContext,
  type Operator,
  type Predicate,
  type ValueTest,
} from './predicate.js';

export const size: Operator = (operand) => {
  const n = isNumeric(operand) ? toNumber(operand) : NaN;
  if (!Number.isInteger(n))
    throw new CommandError(
      'BadValue',
      `Failed to parse $size. Expected ${isNumeric(operand) ? 'an integer' : 'a number'}`,
    );
  if (n < 0)
    throw new CommandError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative number in: $size: ${n}`,
    );
  return (values) => values.some((value) => Array.isArray(value) && value.length === n);
};

export const all: Operator = (operand, context) => {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  const tests = operand.map((item) => {
    if (item instanceof BSONRegExp) return regex(item, context, new Map()) as Predicate;
    if (isOperators(item)) {
      const inner = item.get('$elemMatch');
      if (inner === undefined || item.size !== 1)
        throw new CommandError('BadValue', 'no $ expressions in $all');
      return elemMatch(inner, context, item) as Predicate;
    }
    return eq(item, context, new Map()) as Predicate;
  });
  return (values) => tests.length > 0 && tests.every((test) => test(values));
};

export const elemMatch: Operator = (operand, context) => {
  if (!isDoc(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const test = elementTest(operand, context);
  return (values) => values.some((value) => Array.isArray(value) && value.some(test));
};

const LOGICAL = ['$and', '$or', '$nor', '$expr', '$where', '$jsonSchema'];

function elementTest(operand: Doc, context: MatchContext): ValueTest {
  const [first] = operand.keys();
  if (isOperators(operand) && !LOGICAL.includes(first as string)) {
    const test = context.operators(operand);
    return (item) => test([item]);
  }
  const filter = context.filter(operand);
  return (item) => {
    if (isDoc(item)) return filter(item);
    return Array.isArray(item) && filter(new Map(item.map((value, i) => [String(i), value])));
  };
}
