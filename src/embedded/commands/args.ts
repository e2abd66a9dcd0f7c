import { parseCollation, type Collation } from '../bson/collation.js';
import {
  isDoc,
  isNumeric,
  toNumber,
  typeName,
  isTruthy,
  type Doc,
  type Value,
} from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileExpression } from '../aggregate/compile-expression.js';
import type { Variables } from '../aggregate/expression.js';
import type { Collection } from '../storage/catalog.js';

/** Fields that every command takes. */
const GENERIC = new Set([
  ...['lsid', '$db', '$readPreference', '$clusterTime', 'writeConcern', 'readConcern', 'maxTimeMS'],
  ...['comment', 'apiVersion', 'apiStrict', 'apiDeprecationErrors'],
]);
const TRANSACTION = ['txnNumber', 'autocommit', 'startTransaction'];

/** Refuses fields that a command does not know (40415), and those that this server does not implement (238). */
export function checkFields(name: string, args: Doc, known: readonly string[]): void {
  for (const field of args.keys()) {
    if (field === name || GENERIC.has(field) || known.includes(field)) continue;
    if (TRANSACTION.includes(field))
      throw new CommandError(
        'OperationNotSupportedInTransaction',
        'Transactions and retryable writes need a replica set; the embedded store has none',
      );
    throw new CommandError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  checkReadConcern(args.get('readConcern'));
  checkWriteConcern(args.get('writeConcern'));
}

/** There is one server, which answers after the write: all read concerns but `snapshot` mean the same. */
function checkReadConcern(value: Value | undefined): void {
  if (value === undefined) return;
  if (!isDoc(value)) throw new CommandError('TypeMismatch', "'readConcern' must be an object");
  for (const [name, option] of value) {
    if (name !== 'level') throw notImplemented(`The readConcern option '${name}'`);
    if (option === 'snapshot') throw notImplemented("The readConcern level 'snapshot'");
    if (!['local', 'available', 'majority', 'linearizable'].includes(option as string))
      throw new CommandError(
        'FailedToParse',
        "level must be either 'local', 'majority', 'linearizable', 'available' or 'snapshot'",
      );
  }
}

function checkWriteConcern(value: Value | undefined): void {
  if (value === undefined) return;
  if (!isDoc(value)) throw new CommandError('TypeMismatch', "'writeConcern' must be an object");
  for (const [name, option] of value) {
    if (!['w', 'j', 'fsync', 'wtimeout', 'provenance'].includes(name))
      throw new CommandError(40415, `BSON field 'writeConcern.${name}' is an unknown field.`);
    if (name === 'w' && isNumeric(option) && toNumber(option) > 1)
      throw new CommandError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
    if (name === 'w' && typeof option === 'string' && option !== 'majority')
      throw new CommandError(
        'BadValue',
        `cannot use non-majority 'w' mode "${option}" when a host is not a member of a replica set`,
      );
  }
}

/** Whether the client asked that the write be on the disk before the answer. */
export function isJournaled(args: Doc): boolean {
  const concern = args.get('writeConcern');
  return isDoc(concern) && (isTruthy(concern.get('j')) || isTruthy(concern.get('fsync')));
}

/**
 * @returns a document argument; undefined where it is absent or null
 * @throws TypeMismatch
 */
export function docArg(args: Doc, name: string): Doc | undefined {
  const value = args.get(name);
  if (value === undefined || value === null) return undefined;
  if (isDoc(value)) return value;
  throw mismatch(name, value, 'object');
}

/**
 * @returns a numeric argument; undefined where it is absent or null
 * @throws for another type, and for less than `least`
 */
export function numberArg(args: Doc, name: string, least = 0): number | undefined {
  const value = args.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw mismatch(name, value, 'number');
  const n = Math.trunc(toNumber(value));
  if (n < least)
    throw new CommandError(
      51024,
      `BSON field '${name}' value must be >= ${least}, actual value '${n}'`,
    );
  return n;
}

/**
 * @returns a boolean argument; false where it is absent or null
 * @throws for another type
 */
export function boolArg(args: Doc, name: string): boolean {
  const value = args.get(name);
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean' || isNumeric(value)) return isTruthy(value);
  throw mismatch(name, value, 'bool');
}

/**
 * @returns a required text argument
 * @throws where it is missing or of another type
 */
export function textArg(args: Doc, name: string): string {
  const value = args.get(name);
  if (typeof value === 'string') return value;
  throw value === undefined
    ? new CommandError(40414, `BSON field '${name}' is missing but a required field`)
    : mismatch(name, value, 'string');
}

/** The list of documents in a field. */
export function docsArg(args: Doc, name: string): Doc[] {
  const value = args.get(name);
  if (!Array.isArray(value)) throw mismatch(name, value, 'array');
  return value.map((item) => {
    if (!isDoc(item)) throw mismatch(name, item, 'object');
    return item;
  });
}

function mismatch(name: string, value: Value | undefined, wanted: string): CommandError {
  return new CommandError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`,
  );
}

/** The namespace of a command on a collection. */
export function namespaceOf(database: string, name: Value | undefined): string {
  if (typeof name !== 'string' || !name)
    throw new CommandError(
      'InvalidNamespace',
      `Invalid namespace specified '${database}.${typeof name === 'string' ? name : ''}'`,
    );
  return `${database}.${name}`;
}

/** The collation asked for, or the collection's own. */
export function collationArg(args: Doc, collection: Collection | undefined): Collation | null {
  return args.has('collation')
    ? parseCollation(args.get('collation'))
    : (collection?.collation ?? null);
}

/** The values of `let`, which may be expressions without fields. */
export function variablesArg(args: Doc, now: Date): Variables {
  const variables: Variables = new Map<string, Value | undefined>([['NOW', now]]);
  for (const [name, value] of docArg(args, 'let') ?? [])
    variables.set(name, compileExpression(value)(new Map(), variables));
  return variables;
}
