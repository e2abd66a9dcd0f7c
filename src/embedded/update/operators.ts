import { Int32, Timestamp } from 'bson';
import { compare } from '../bson/compare.js';
import { display } from '../bson/display.js';
import { clone, isDoc, isNumeric, typeName, type Numeric, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { arithmetic, overflow } from './arithmetic.js';
import { ARRAY_OPERATORS } from './array-operators.js';
import { idOf, leaf, type UpdateOperator } from './operator.js';
import { put, unset } from './targets.js';

const set: UpdateOperator = {
  create: true,
  apply: (target, operand) => put(target, clone(operand)),
};

const number = (operator: '$inc' | '$mul'): UpdateOperator => ({
  create: true,
  check(operand, path) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    if (!isNumeric(operand))
      throw new CommandError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: {${path}: ${display(operand)}}`,
      );
  },
  apply(target, given, path, context) {
    const operand = given as Numeric;
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

/** The type of time that an operand of `$currentDate` asks for. */
function timeType(operand: Value): Value | undefined {
  if (isDoc(operand)) return operand.get('$type');
  return typeof operand === 'boolean' ? 'date' : undefined;
}

const currentDate: UpdateOperator = {
  create: true,
  check(operand) {
    const type = timeType(operand);
    if ((type !== 'date' && type !== 'timestamp') || (isDoc(operand) && operand.size > 1))
      throw new CommandError(
        'BadValue',
        "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
      );
  },
  apply(target, operand, _path, { now }) {
    const seconds = Math.floor(now.getTime() / 1000);
    put(target, timeType(operand) === 'date' ? now : new Timestamp({ t: seconds, i: 1 }));
  },
};

const BITS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const bit: UpdateOperator = {
  create: true,
  check(operand) {
    if (!isDoc(operand) || !operand.size)
      throw new CommandError(
        'BadValue',
        `The $bit modifier is not compatible with a ${typeName(operand)}`,
      );
    for (const [name, mask] of operand) {
      if (!Object.hasOwn(BITS, name))
        throw new CommandError(
          'BadValue',
          `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`,
        );
      if (!isWhole(mask))
        throw new CommandError(
          'BadValue',
          `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here`,
        );
    }
  },
  apply(target, operand, path, context) {
    let value = target.value === undefined ? new Int32(0) : target.value;
    for (const [name, mask] of operand as Map<string, Int32 | bigint>) {
      const compute = BITS[name] as (typeof BITS)[string];
      if (!isWhole(value))
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
  $unset: { create: false, isLenient: true, apply: (target) => unset(target) },
  $inc: number('$inc'),
  $mul: number('$mul'),
  $min: bound(-1),
  $max: bound(1),
  $currentDate: currentDate,
  ...ARRAY_OPERATORS,
  $bit: bit,
};
