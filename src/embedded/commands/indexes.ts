import { parseCollation } from '../bson/collation.js';
import { equal } from '../bson/compare.js';
import { display } from '../bson/display.js';
import {
  doc,
  int,
  isDoc,
  isNumeric,
  isTruthy,
  toNumber,
  type Doc,
  type Value,
} from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { buildIndex, type Collection, type Index } from '../storage/catalog.js';
import { sameKey } from '../storage/plan.js';
import { scanCollection } from '../storage/scan.js';
import { docsArg, namespaceOf } from './args.js';
import { cursorOver, existing } from './collections.js';
import type { Command, Engine } from './engine.js';

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
function readSpec(given: Doc, collection: Collection): Doc {
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

/** The index that is the same already, or null; throws when one with that name or key differs. */
function sameIndex(collection: Collection, spec: Doc): Index | null {
  const name = spec.get('name') as string;
  const key = spec.get('key') as Doc;
  if (sameKey(key, new Map([['_id', 1]]))) return collection.indexes[0] ?? null;
  for (const index of collection.indexes) {
    const isSameKey =
      sameKey(index.key, key) &&
      equal(index.spec.get('collation'), spec.get('collation')) &&
      equal(index.spec.get('partialFilterExpression'), spec.get('partialFilterExpression'));
    if (index.name === name && isSameKey && sameOptions(index.spec, spec)) return index;
    if (index.name === name)
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${display(spec)}, existing index: ${display(index.spec)}`,
      );
    if (isSameKey)
      throw new CommandError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${index.name}`,
      );
  }
  return null;
}

const sameOptions = (a: Doc, b: Doc): boolean =>
  ['unique', 'sparse', 'expireAfterSeconds'].every((name) => equal(a.get(name), b.get(name)));

function addIndex(engine: Engine, collection: Collection, spec: Doc): void {
  const index = buildIndex(engine.catalog.freeIndexId(), spec);
  const { store } = engine.catalog;
  const rows = scanCollection(store, collection);
  engine.writer.fill(collection, index, rows);
  collection.indexes.push(index);
  engine.catalog.save(collection);
}

const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum'],
  handle(call) {
    const { engine, args } = call;
    const namespace = namespaceOf(call.database, args.get('createIndexes'));
    if (args.has('commitQuorum'))
      throw new CommandError(
        'BadValue',
        'commitQuorum is supported only for two phase index builds with commit quorum support enabled',
      );
    const wanted = docsArg(args, 'indexes');
    if (!wanted.length)
      throw new CommandError('BadValue', 'Must specify at least one index to create');
    const isNew = !engine.catalog.find(namespace);
    return engine.catalog.store.transaction(() => {
      const collection = engine.catalog.ensure(namespace);
      const before = collection.indexes.length;
      for (const given of wanted) {
        const spec = readSpec(given, collection);
        if (!sameIndex(collection, spec)) addIndex(engine, collection, spec);
      }
      const after = collection.indexes.length;
      return doc({
        numIndexesBefore: int(before),
        numIndexesAfter: int(after),
        createdCollectionAutomatically: isNew,
        note: before === after ? 'all indexes already exist' : undefined,
      });
    });
  },
};

const listIndexes: Command = {
  fields: ['cursor'],
  handle(call) {
    const name = call.args.get('listIndexes');
    const collection = existing(
      call,
      name,
      `ns does not exist: ${call.database}.${display(name).slice(1, -1)}`,
    );
    return cursorOver(
      call,
      collection.indexes.map(({ spec }) => spec),
      collection.namespace,
    );
  },
};

const dropIndexes: Command = {
  fields: ['index'],
  handle(call) {
    const { engine, args } = call;
    const collection = existing(call, args.get('dropIndexes'), `ns not found`);
    const before = collection.indexes.length;
    const gone = chosen(collection, args.get('index'));
    engine.catalog.store.transaction(() => {
      for (const { id } of gone) engine.catalog.store.sql.keyDrop.run(id);
      collection.indexes = collection.indexes.filter((index) => !gone.includes(index));
      engine.catalog.save(collection);
    });
    return doc({ nIndexesWas: int(before) });
  },
};

function chosen(collection: Collection, wanted: Value | undefined): Index[] {
  if (wanted === '*') return collection.indexes.slice(1);
  return (Array.isArray(wanted) ? wanted : [wanted]).map((which) => {
    const found = collection.indexes.find((index) =>
      typeof which === 'string' ? index.name === which : isDoc(which) && sameKey(index.key, which),
    );
    if (!found)
      throw new CommandError(
        'IndexNotFound',
        typeof which === 'string'
          ? `index not found with name [${which}]`
          : `can't find index with key: ${display(which)}`,
      );
    if (found === collection.indexes[0])
      throw new CommandError('InvalidOptions', 'cannot drop _id index');
    return found;
  });
}

/** Commands on indexes. */
export const INDEX_COMMANDS: Record<string, Command> = {
  createIndexes,
  listIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
};
