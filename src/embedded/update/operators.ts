import { BSONRegExp, Int32, Timestamp } from 'bson';
import type { Collation } from '../bson/collation.js';
import { compare, equal } from '../bson/compare.js';
import { display } from '../bson/display.js';
import {
  clone,
  isDoc,
  isNumeric,
  toNumber,
  typeName,
  type Doc,
  type Numeric,
  type Value,
} from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { condition, isOperators } from '../query/operators.js';
import { orderBy } from '../query/sort.js';
import { arithmetic, overflow } from './arithmetic.js';
import { put, unset, type Target } from './targets.js';

export interface ApplyContext {
  collation: Collation | null;
  now: Date;
  /** The `_id` of the document, for messages. */
  id: Value | undefined;
}

/** What an operator does at one place; `create` says whether a missing place is made for it. */
export interface UpdateOperator {
  create: boolean;
  apply(target: Target, operand: Value, path: string, context: ApplyContext): void;
}

const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const idOf = ({ id }: ApplyContext): string => `{_id: ${display(id)}}`;

const set: UpdateOperator = {
  create: true,
  apply: (target, operand) => put(target, clone(operand)),
};

const number = (operator: '$inc' | '$mul'): UpdateOperator => ({
  create: true,
  apply(target, operand, path, context) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    if (!isNumeric(operand))
      throw new CommandError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: {${path}: ${display(operand)}}`,
      );
    const { value } = target;
    if (value === undefined) return put(target, operator === '$inc' ? operand : zeroLike(operand));
    if (!isNumeric(value))
      throw new CommandError(
        'TypeMismatch',
        `Cannot apply ${operator} to a value of non-numeric type. ${idOf(context)} has the field '${leaf(path)}' of non-numeric type ${typeName(value)}`,
      );
    const result = arithmetic(operator === '$inc' ? 'add' : 'multiply', value, operand);
    if (result === null)
      throw overflow(`${operator} operations to current value for document ${idOf(context)}`);
    put(target, result);
  },
});

const zeroLike = (like: Numeric): Numeric => arithmetic('multiply', like, new Int32(0)) ?? 0;

const bound = (sign: number): UpdateOperator => ({
  create: true,
  apply(target, operand, _path, { collation }) {
    if (target.value === undefined || compare(operand, target.value, collation) * sign > 0)
      put(target, clone(operand));
  },
});

const currentDate: UpdateOperator = {
  create: true,
  apply(target, operand, _path, { now }) {
    const type = isDoc(operand)
      ? operand.get('$type')
      : operand === true || operand === false
        ? 'date'
        : undefined;
    if (type === 'date') put(target, now);
    else if (type === 'timestamp')
      put(target, new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }));
    else
      throw new CommandError(
        'BadValue',
        "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
      );
  },
};

function arrayAt(target: Target, operator: string, path: string, context: ApplyContext): Value[] {
  if (Array.isArray(target.value)) return [...target.value];
  if (target.value === undefined) return [];
  const type = typeName(target.value);
  if (operator === '$push')
    throw new CommandError(
      'BadValue',
      `The field '${path}' must be an array but is of type ${type} in document ${idOf(context)}`,
    );
  if (operator === '$addToSet')
    throw new CommandError(
      'BadValue',
      `Cannot apply $addToSet to non-array field. Field named '${leaf(path)}' has non-array type ${type}`,
    );
  if (operator === '$pop')
    throw new CommandError(
      'TypeMismatch',
      `Path '${path}' contains an element of non-array type '${type}'`,
    );
  throw new CommandError('BadValue', `Cannot apply ${operator} to a non-array value`);
}

/** The operand's `$each`, or the operand as the one value. */
function eachOf(
  operand: Value,
  operator: string,
  allowed: string[],
): { items: Value[]; spec: Doc | null } {
  if (!isDoc(operand) || !operand.has('$each')) return { items: [operand], spec: null };
  const items = operand.get('$each');
  if (!Array.isArray(items))
    throw new CommandError(
      operator === '$push' ? 'BadValue' : 'TypeMismatch',
      `The argument to $each in ${operator} must be an array but it was of type: ${typeName(items)}`,
    );
  for (const name of operand.keys())
    if (!allowed.includes(name))
      throw new CommandError('BadValue', `Unrecognized clause in ${operator}: ${name}`);
  return { items, spec: operand };
}

const push: UpdateOperator = {
  create: true,
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$push', path, context);
    const { items, spec } = eachOf(operand, '$push', ['$each', '$position', '$slice', '$sort']);
    const position = integer(spec?.get('$position'), '$position') ?? array.length;
    array.splice(position, 0, ...items.map(clone));
    sortArray(array, spec?.get('$sort'), context.collation);
    const slice = integer(spec?.get('$slice'), '$slice');
    put(
      target,
      slice === undefined ? array : slice < 0 ? array.slice(slice) : array.slice(0, slice),
    );
  },
};

function integer(value: Value | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const n = isNumeric(value) ? toNumber(value) : NaN;
  if (!Number.isInteger(n))
    throw new CommandError(
      'BadValue',
      `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
    );
  return n;
}

function sortArray(array: Value[], sort: Value | undefined, collation: Collation | null): void {
  if (sort === undefined) return;
  if (isDoc(sort)) {
    const order = orderBy(sort, collation);
    const empty: Doc = new Map();
    const keyed = array.map((item) => ({ item, key: order.keyOf(isDoc(item) ? item : empty) }));
    keyed.sort((a, b) => order.compare(a.key, b.key));
    keyed.forEach(({ item }, i) => (array[i] = item));
    return;
  }
  const direction = isNumeric(sort) ? toNumber(sort) : NaN;
  if (direction !== 1 && direction !== -1)
    throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
  array.sort((a, b) => compare(a, b, collation) * direction);
}

const addToSet: UpdateOperator = {
  create: true,
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$addToSet', path, context);
    for (const item of eachOf(operand, '$addToSet', ['$each']).items)
      if (!array.some((other) => equal(other, item, context.collation))) array.push(clone(item));
    put(target, array);
  },
};

const pop: UpdateOperator = {
  create: false,
  apply(target, operand, path, context) {
    const direction = isNumeric(operand) ? toNumber(operand) : NaN;
    if (direction !== 1 && direction !== -1)
      throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${display(operand)}`);
    const array = arrayAt(target, '$pop', path, context);
    put(target, direction < 0 ? array.slice(1) : array.slice(0, -1));
  },
};

const pull: UpdateOperator = {
  create: false,
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$pull', path, context);
    const test = pullTest(operand, context.collation);
    put(
      target,
      array.filter((item) => !test(item)),
    );
  },
};

function pullTest(operand: Value, collation: Collation | null): (item: Value) => boolean {
  const filter = (spec: Doc): ((doc: Doc) => boolean) => compileFilter(spec, { collation });
  if (
    isDoc(operand) &&
    !(isOperators(operand) && !['$and', '$or', '$nor'].includes([...operand.keys()][0] as string))
  ) {
    const matches = filter(operand);
    return (item) => isDoc(item) && matches(item);
  }
  if (isOperators(operand) || operand instanceof BSONRegExp) {
    const predicate = condition(operand, { collation, filter });
    return (item) => predicate([item]);
  }
  return (item) => equal(item, operand, collation);
}

const pullAll: UpdateOperator = {
  create: false,
  apply(target, operand, path, context) {
    if (!Array.isArray(operand))
      throw new CommandError(
        'BadValue',
        `$pullAll requires an array argument but was given a ${typeName(operand)}`,
      );
    const array = arrayAt(target, '$pullAll', path, context);
    put(
      target,
      array.filter((item) => !operand.some((gone) => equal(item, gone, context.collation))),
    );
  },
};

const BITS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const bit: UpdateOperator = {
  create: true,
  apply(target, operand, path, context) {
    if (!isDoc(operand) || !operand.size)
      throw new CommandError(
        'BadValue',
        `The $bit modifier is not compatible with a ${typeName(operand)}`,
      );
    let value = target.value === undefined ? new Int32(0) : target.value;
    for (const [name, mask] of operand) {
      const compute = BITS[name];
      if (!compute)
        throw new CommandError(
          'BadValue',
          `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`,
        );
      if (!isWhole(mask) || !isWhole(value))
        throw new CommandError(
          'BadValue',
          `Cannot apply $bit to a value of non-integral type. ${idOf(context)} has the field ${leaf(path)} of non-integer type ${typeName(value)}`,
        );
      const isLong = typeof mask === 'bigint' || typeof value === 'bigint';
      const result = compute(BigInt(toNumberOrBig(value)), BigInt(toNumberOrBig(mask)));
      value = isLong ? BigInt.asIntN(64, result) : new Int32(Number(BigInt.asIntN(32, result)));
    }
    put(target, value);
  },
};

const isWhole = (value: Value): value is Int32 | bigint =>
  typeof value === 'bigint' || value instanceof Int32;
const toNumberOrBig = (value: Int32 | bigint): number | bigint =>
  typeof value === 'bigint' ? value : value.value;

/** The update operators but `$rename`, which has two places. */
export const UPDATE_OPERATORS: Record<string, UpdateOperator> = {
  $set: set,
  $setOnInsert: set,
  $unset: { create: false, apply: (target) => unset(target) },
  $inc: number('$inc'),
  $mul: number('$mul'),
  $min: bound(-1),
  $max: bound(1),
  $currentDate: currentDate,
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
  $bit: bit,
};
