import { equal } from '../bson/compare.js';
import { int, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { arrayOf, nullable, strict } from './arguments.js';
import type { ExpressionOperator } from './expression.js';

/** Arrays. */
export const ARRAY_OPERATORS: Record<string, ExpressionOperator> = {
  $size: strict('$size', 1, 1, (value) => {
    if (!Array.isArray(value))
      throw new CommandError(17124, 'The argument to $size must be an array');
    return int(value.length);
  }),
  $in: strict('$in', 2, 2, (value, list) => {
    if (!Array.isArray(list))
      throw new CommandError(40081, '$in requires an array as a second argument');
    return value !== undefined && list.some((item) => equal(item, value));
  }),
  $concatArrays: nullable('$concatArrays', 0, Infinity, (...lists: Value[]) =>
    lists.flatMap((list) => arrayOf('$concatArrays', list)),
  ),
  $isArray: strict('$isArray', 1, 1, (value) => Array.isArray(value)),
};
