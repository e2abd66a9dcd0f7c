import { BSONRegExp } from 'bson';
import type { Collation } from '../bson/collation.js';
import { isDoc, isTruthy, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { all, elemMatch, size } from './array-operators.js';
import { bitTest } from './bits.js';
import { eq, isIn, order, regex } from './comparison.js';
import { mod } from './mod.js';
import {
  isOperators,
  not,
  some,
  type MatchContext,
  type Operator,
  type Predicate,
} from './predicate.js';
import { isOfType, typesOf } from './types.js';

const negation: Operator = (operand, context) => {
  if (operand instanceof BSONRegExp) return not(regex(operand, context, new Map()) as Predicate);
  if (!isDoc(operand)) throw new CommandError('BadValue', '$not needs a regex or a document');
  if (!operand.size) throw new CommandError('BadValue', '$not cannot be empty');
  return not(context.operators(operand));
};

const negated =
  (operator: Operator, name: string): Operator =>
  (operand, context, siblings) => {
    if (name === '$ne' && operand instanceof BSONRegExp)
      throw new CommandError('BadValue', "Can't have regex as arg to $ne.");
    return not(operator(operand, context, siblings) as Predicate);
  };

const OPERATORS: Record<string, Operator> = {
  $eq: eq,
  $ne: negated(eq, '$ne'),
  $gt: order('$gt', (n) => n > 0),
  $gte: order('$gte', (n) => n >= 0),
  $lt: order('$lt', (n) => n < 0),
  $lte: order('$lte', (n) => n <= 0),
  $in: isIn,
  $nin: negated(isIn, '$nin'),
  $exists: (operand) => {
    const wanted = isTruthy(operand);
    return (values) => values.some((value) => value !== undefined) === wanted;
  },
  $type: (operand) => {
    const types = typesOf(operand);
    return some((value) => isOfType(value, types));
  },
  $regex: regex,
  $options: (_operand, _context, siblings) => {
    if (!siblings.has('$regex')) throw new CommandError('BadValue', '$options needs a $regex');
    return null;
  },
  $not: negation,
  $mod: mod,
  $size: size,
  $all: all,
  $elemMatch: elemMatch,
  $bitsAllSet: (operand) => some(bitTest(operand, (bits, mask) => (bits & mask) === mask)),
  $bitsAllClear: (operand) => some(bitTest(operand, (bits, mask) => (bits & mask) === 0n)),
  $bitsAnySet: (operand) => some(bitTest(operand, (bits, mask) => (bits & mask) !== 0n)),
  $bitsAnyClear: (operand) => some(bitTest(operand, (bits, mask) => (bits & mask) !== mask)),
};

/** What the operators of a filter need of each other. */
export function contextOf(
  collation: Collation | null,
  filter: MatchContext['filter'],
): MatchContext {
  const context: MatchContext = {
    collation,
    filter,
    operators: (spec) => operators(spec, context),
  };
  return context;
}

/** The predicate of a document of operators (`{$gt: 1, $lt: 5}`). */
function operators(spec: Doc, context: MatchContext): Predicate {
  const list: Predicate[] = [];
  for (const [name, operand] of spec) {
    const operator = OPERATORS[name];
    if (!operator || !Object.hasOwn(OPERATORS, name)) throw unknownOperator(name);
    const predicate = operator(operand, context, spec);
    if (predicate) list.push(predicate);
  }
  return list.length === 1
    ? (list[0] as Predicate)
    : (values) => list.every((test) => test(values));
}

const REFUSED = [
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$geoNear',
  '$maxDistance',
  '$minDistance',
];

function unknownOperator(name: string): CommandError {
  if (REFUSED.includes(name))
    return new CommandError('NotImplemented', `${name} is not supported by the embedded store`);
  return new CommandError('BadValue', `unknown operator: ${name}`);
}

/** The predicate of what a field is compared with: operators, a regular expression, or a value. */
export function condition(value: Value, context: MatchContext): Predicate {
  if (isOperators(value)) return operators(value, context);
  if (value instanceof BSONRegExp) return regex(value, context, new Map()) as Predicate;
  return eq(value, context, new Map()) as Predicate;
}
