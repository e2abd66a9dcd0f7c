import { BSONRegExp, BSONSymbol, MaxKey, MinKey } from 'bson';
import type { Collation } from '../bson/collation.js';
import { compare, equal } from '../bson/compare.js';
import { keyOf, tagOf } from '../bson/key.js';
import { isDoc, isNumeric, isTruthy, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { regexOf, toRegExp } from './regex.js';
import { isOfType, typesOf } from './types.js';
import { bitTest } from './bits.js';

export interface MatchContext {
  collation: Collation | null;
  /** Compiles a whole filter (given, since it is built of these operators). */
  filter: (spec: Doc) => (doc: Doc) => boolean;
}

/** Whether the values that a path led to satisfy an operator. */
export type Predicate = (values: readonly (Value | undefined)[]) => boolean;
type ValueTest = (value: Value | undefined) => boolean;
type Operator = (operand: Value, context: MatchContext, siblings: Doc) => Predicate | null;

/** A value satisfies the test, or an element of it does when it is an array. */
const some =
  (test: ValueTest): Predicate =>
  (values) => {
    for (const value of values) {
      if (test(value)) return true;
      if (Array.isArray(value) && value.some(test)) return true;
    }
    return false;
  };

const not =
  (predicate: Predicate): Predicate =>
  (values) =>
    !predicate(values);

export const isOperators = (value: Value | undefined): value is Doc => {
  if (!isDoc(value)) return false;
  const first = value.keys().next();
  return (
    !first.done && first.value.startsWith('$') && !['$ref', '$id', '$db'].includes(first.value)
  );
};

const eq: Operator = (operand, { collation }) => {
  if (operand === null) return some((value) => tagOf(value) === 5);
  if (typeof operand === 'string' && !collation)
    return some(
      (value) => value === operand || (value instanceof BSONSymbol && value.value === operand),
    );
  return some((value) => value !== undefined && equal(value, operand, collation));
};

const order =
  (name: string, accepts: (order: number) => boolean): Operator =>
  (operand, { collation }) => {
    if (operand instanceof BSONRegExp)
      throw new CommandError(
        'BadValue',
        `Can't have RegEx as arg to predicate over field '${name}'.`,
      );
    if (operand === null) return accepts(0) ? some((value) => tagOf(value) === 5) : () => false;
    if (operand instanceof MinKey || operand instanceof MaxKey)
      return some((value) => value !== undefined && accepts(compare(value, operand, collation)));
    const tag = tagOf(operand);
    const isNaNOperand = isNumeric(operand) && Number.isNaN(toNumber(operand));
    return some((value) => {
      if (value === undefined || tagOf(value) !== tag) return false;
      if (tag === 10 && isNaNOperand !== Number.isNaN(toNumber(value as number))) return false;
      return accepts(compare(value, operand, collation));
    });
  };

const SET_FROM = 16;

const isIn: Operator = (operand, context) => {
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
  const set = new Set(items.map(id));
  return some((value) => value !== undefined && set.has(id(value)));
}

const regex: Operator = (operand, _context, siblings) => {
  const wanted = regexOf(operand, siblings.get('$options'));
  const test = toRegExp(wanted.pattern, wanted.options);
  return some((value) => {
    if (typeof value === 'string') return test.test(value);
    if (value instanceof BSONSymbol) return test.test(value.value);
    return value instanceof BSONRegExp && equal(value, wanted);
  });
};

const mod: Operator = (operand) => {
  if (!Array.isArray(operand))
    throw new CommandError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length !== 2)
    throw new CommandError(
      'BadValue',
      `malformed mod, ${operand.length < 2 ? 'not enough' : 'too many'} elements`,
    );
  const [divisor, remainder] = operand.map(whole);
  if (divisor === null) throw new CommandError('BadValue', 'malformed mod, divisor not a number');
  if (remainder === null)
    throw new CommandError('BadValue', 'malformed mod, remainder not a number');
  if (divisor === 0n) throw new CommandError('BadValue', 'divisor cannot be 0');
  return some((value) => {
    const n = whole(value);
    return n !== null && n % (divisor as bigint) === remainder;
  });
};

function whole(value: Value | undefined): bigint | null {
  if (!isNumeric(value)) return null;
  if (typeof value === 'bigint') return value;
  const n = Math.trunc(toNumber(value));
  return Number.isFinite(n) ? BigInt(n) : null;
}

const size: Operator = (operand) => {
  const n = isNumeric(operand) ? toNumber(operand) : NaN;
  if (!Number.isInteger(n))
    throw new CommandError('FailedToParse', 'Failed to parse $size. Expected an integer');
  if (n < 0)
    throw new CommandError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative number in: $size: ${n}`,
    );
  return (values) => values.some((value) => Array.isArray(value) && value.length === n);
};

const all: Operator = (operand, context) => {
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

const elemMatch: Operator = (operand, context) => {
  if (!isDoc(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const test = elementTest(operand, context);
  return (values) => values.some((value) => Array.isArray(value) && value.some(test));
};

const LOGICAL = ['$and', '$or', '$nor', '$expr', '$where', '$jsonSchema'];

function elementTest(operand: Doc, context: MatchContext): ValueTest {
  const [first] = operand.keys();
  if (isOperators(operand) && !LOGICAL.includes(first as string)) {
    const test = operators(operand, context);
    return (item) => test([item]);
  }
  const filter = context.filter(operand);
  return (item) => {
    if (isDoc(item)) return filter(item);
    return Array.isArray(item) && filter(new Map(item.map((value, i) => [String(i), value])));
  };
}

const negation: Operator = (operand, context) => {
  if (operand instanceof BSONRegExp) return not(regex(operand, context, new Map()) as Predicate);
  if (!isDoc(operand)) throw new CommandError('BadValue', '$not needs a regex or a document');
  if (!operand.size) throw new CommandError('BadValue', '$not cannot be empty');
  return not(operators(operand, context));
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

/** The predicate of a document of operators (`{$gt: 1, $lt: 5}`). */
export function operators(spec: Doc, context: MatchContext): Predicate {
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
