import { isNumeric, toNumber, typeName, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

const NUMBERS: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const ALIASES = new Set(Object.values(NUMBERS));
const NUMERIC = ['double', 'int', 'long', 'decimal'];

/** The set of type names that a `$type` operand asks for. */
export function typesOf(operand: Value): Set<string> {
  const list = Array.isArray(operand) ? operand : [operand];
  if (!list.length) throw new CommandError('FailedToParse', '$type must match at least one type');
  return new Set(list.flatMap(typeOf));
}

function typeOf(asked: Value): string[] {
  if (asked === 'number') return NUMERIC;
  if (typeof asked === 'string') {
    if (ALIASES.has(asked)) return [asked];
    throw new CommandError('BadValue', `Unknown type name alias: ${asked}`);
  }
  if (!isNumeric(asked))
    throw new CommandError('TypeMismatch', 'type must be represented as a number or a string');
  const name = NUMBERS[toNumber(asked)];
  if (!name) throw new CommandError('BadValue', `Invalid numerical type code: ${toNumber(asked)}`);
  return [name];
}

export const isOfType = (value: Value | undefined, types: Set<string>): boolean =>
  value !== undefined && types.has(typeName(value));
