import { BSONRegExp } from 'bson';
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
import { condition, contextOf } from '../query/operators.js';
import { isOperators } from '../query/predicate.js';
import { orderBy } from '../query/sort.js';
import { idOf, leaf, type ApplyContext, type UpdateOperator } from './operator.js';
import { put, type Target } from './targets.js';

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

const CLAUSES = ['$each', '$position', '$slice', '$sort'];

const push: UpdateOperator = {
  create: true,
  check(operand) {
    const { spec } = eachOf(operand, '$push', CLAUSES);
    integer(spec?.get('$position'), '$position');
    integer(spec?.get('$slice'), '$slice');
    checkSort(spec?.get('$sort'));
  },
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$push', path, context);
    const { items, spec } = eachOf(operand, '$push', CLAUSES);
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
  const direction = toNumber(sort as Numeric);
  array.sort((a, b) => compare(a, b, collation) * direction);
}

const isDirection = (value: Value): boolean => isNumeric(value) && Math.abs(toNumber(value)) === 1;

function checkSort(sort: Value | undefined): void {
  if (sort === undefined) return;
  if (!isDoc(sort)) {
    if (isDirection(sort)) return;
    throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
  }
  if (!sort.size)
    throw new CommandError(
      'BadValue',
      'The sort pattern is empty when it should be a set of fields.',
    );
  for (const [name, direction] of sort) {
    if (!isDirection(direction))
      throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
    if (name.split('.').some((part) => !part))
      throw new CommandError(
        'BadValue',
        `The sort field is a dotted field but has an empty part: ${name}`,
      );
  }
}

const addToSet: UpdateOperator = {
  create: true,
  check: (operand) => void eachOf(operand, '$addToSet', ['$each']),
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$addToSet', path, context);
    for (const item of eachOf(operand, '$addToSet', ['$each']).items)
      if (!array.some((other) => equal(other, item, context.collation))) array.push(clone(item));
    put(target, array);
  },
};

const pop: UpdateOperator = {
  create: false,
  check(operand) {
    if (!isDirection(operand))
      throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${display(operand)}`);
  },
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$pop', path, context);
    put(target, toNumber(operand as Numeric) < 0 ? array.slice(1) : array.slice(0, -1));
  },
};

const pull: UpdateOperator = {
  create: false,
  check: (operand) => void pullTest(operand, null),
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
    const predicate = condition(operand, contextOf(collation, filter));
    return (item) => predicate([item]);
  }
  return (item) => equal(item, operand, collation);
}

const pullAll: UpdateOperator = {
  create: false,
  check(operand) {
    if (!Array.isArray(operand))
      throw new CommandError(
        'BadValue',
        `$pullAll requires an array argument but was given a ${typeName(operand)}`,
      );
  },
  apply(target, operand, path, context) {
    const array = arrayAt(target, '$pullAll', path, context);
    const gones = operand as Value[];
    put(
      target,
      array.filter((item) => !gones.some((gone) => equal(item, gone, context.collation))),
    );
  },
};

/** The update operators on arrays. */
export const ARRAY_OPERATORS: Record<string, UpdateOperator> = {
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
