import { parseCollation } from '../bson/collation.js';
import { equal } from '../bson/compare.js';
import { display } from '../bson/display.js';
import { doc, isDoc, isNumeric, isTruthy, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileFilter } from '../query/match.js';
import type { Collection, Index } from '../storage/catalog.js';
import { sameKey } from '../storage/plan.js';

const OPTIONS = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'background',
  'ns',
];
const REFUSED = [
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'storageEngine',
  'wildcardProjection',
  'clustered',
  'prepareUnique',
  'dropDups',
];

/** Checks an index's specification and writes it as `listIndexes` shows it. */
export function readSpec(given: Doc, collection: Collection): Doc {
  const key = given.get('key');
  if (!isDoc(key) || !key.size)
    throw new CommandError('CannotCreateIndex', 'Index keys cannot be an empty object.');
  for (const [name, value] of key) checkKey(name, value);
  for (const name of given.keys()) {
    if (REFUSED.includes(name)) throw notImplemented(`The index option '${name}'`);
    if (!OPTIONS.includes(name))
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `Error in specification ${display(given)} :: caused by :: The field '${name}' is not valid for an index specification.`,
      );
  }
  const spec = doc({ v: 2, key, name: given.get('name') ?? defaultName(key) });
  for (const name of ['unique', 'sparse', 'hidden'])
    if (isTruthy(given.get(name))) spec.set(name, true);
  addExpiry(given, key, spec);
  addPartial(given, spec);
  const collation = given.has('collation')
    ? parseCollation(given.get('collation'))
    : collection.collation;
  if (collation) spec.set('collation', collation.spec);
  return spec;
}

function checkKey(name: string, value: Value): void {
  if (typeof value === 'string') throw notImplemented(`A '${value}' index`);
  if (!isNumeric(value) || toNumber(value) === 0 || Number.isNaN(toNumber(value)))
    throw new CommandError(
      'CannotCreateIndex',
      `Values in v:2 index key pattern must be numbers > 0, < 0 or strings: ${name}: ${display(value)}`,
    );
  if (name.includes('$**')) throw notImplemented('A wildcard index');
  if (
    !name ||
    name
      .split('.')
      .some((part) => !part || (part.startsWith('$') && !['$id', '$ref', '$db'].includes(part)))
  )
    throw new CommandError(
      'CannotCreateIndex',
      `Index key contains an illegal field name: '${name}'.`,
    );
}

const defaultName = (key: Doc): string =>
  [...key].map(([name, value]) => `${name}_${toNumber(value as number)}`).join('_');

function addExpiry(given: Doc, key: Doc, spec: Doc): void {
  const expire = given.get('expireAfterSeconds');
  if (expire === undefined) return;
  if (!isNumeric(expire) || !(toNumber(expire) >= 0) || toNumber(expire) > 2147483647)
    throw new CommandError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' must be a number between 0 and 2147483647`,
    );
  if (key.size !== 1 || key.has('_id'))
    throw new CommandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  spec.set('expireAfterSeconds', expire);
}

const PARTIAL_OPERATORS = ['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in'];

function addPartial(given: Doc, spec: Doc): void {
  const partial = given.get('partialFilterExpression');
  if (partial === undefined) return;
  if (!isDoc(partial))
    throw new CommandError(
      'CannotCreateIndex',
      "'partialFilterExpression' for an index has to be a document",
    );
  if (isTruthy(given.get('sparse')))
    throw new CommandError(
      'CannotCreateIndex',
      "cannot mix 'partialFilterExpression' and 'sparse' options",
    );
  checkPartial(partial);
  compileFilter(partial);
  spec.set('partialFilterExpression', partial);
}

function checkPartial(partial: Doc): void {
  for (const [name, value] of partial) {
    if (name === '$and' && Array.isArray(value)) value.filter(isDoc).forEach(checkPartial);
    else if (name.startsWith('$')) throw unsupported(name);
    if (isDoc(value))
      for (const operator of value.keys())
        if (operator.startsWith('$') && !PARTIAL_OPERATORS.includes(operator))
          throw unsupported(operator);
    if (isDoc(value) && value.has('$exists') && !isTruthy(value.get('$exists')))
      throw unsupported('$exists: false');
  }
}

const unsupported = (what: string): CommandError =>
  new CommandError('CannotCreateIndex', `unsupported expression in partial index: ${what}`);

/** Beside the keys, what makes two indexes two: several on the same keys may stand side by side. */
const SIGNATURE = ['unique', 'sparse', 'partialFilterExpression', 'collation'];

/** The index that is the same already, or null; throws when one with that name or key differs. */
export function sameIndex(collection: Collection, spec: Doc): Index | null {
  const name = spec.get('name') as string;
  const key = spec.get('key') as Doc;
  if (sameKey(key, new Map([['_id', 1]]))) return collection.indexes[0] ?? null;
  for (const index of collection.indexes) {
    const isSame =
      sameKey(index.key, key) &&
      SIGNATURE.every((option) => equal(index.spec.get(option), spec.get(option)));
    const expiry = 'expireAfterSeconds';
    if (isSame && index.name === name && equal(index.spec.get(expiry), spec.get(expiry)))
      return index;
    if (isSame)
      throw new CommandError(
        'IndexOptionsConflict',
        index.name === name
          ? 'An equivalent index already exists with the same name but different options.'
          : `Index already exists with a different name: ${index.name}`,
      );
    if (index.name === name)
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${display(spec)}, existing index: ${display(index.spec)}`,
      );
  }
  return null;
}
