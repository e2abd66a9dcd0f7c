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
import { parseCollation } from '../bson/collation.js';
import { display } from '../bson/display.js';
import { encode } from '../bson/encode.js';
import { equal } from '../bson/compare.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { databaseOf, type Collection } from '../storage/catalog.js';
import { boolArg, docArg, namespaceOf, numberArg, textArg } from './args.js';
import type { Command, Engine, Invocation } from './engine.js';

const nameOf = ({ namespace }: Collection): string => namespace.slice(namespace.indexOf('.') + 1);

/** The collection of a command, or NamespaceNotFound. */
export function existing(
  call: Invocation,
  name: Value | undefined,
  message = 'ns not found',
): Collection {
  const found = call.engine.catalog.find(namespaceOf(call.database, name));
  if (!found) throw new CommandError('NamespaceNotFound', message);
  return found;
}

export function cursorOver(call: Invocation, docs: Doc[], namespace: string): Buffer {
  const cursor = docArg(call.args, 'cursor');
  const batchSize = cursor ? numberArg(cursor, 'batchSize') : undefined;
  return call.engine.cursors.start(docs.map(encode).values(), namespace, batchSize ?? Infinity);
}

const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  handle({ engine, args }) {
    const names = [...new Set([...engine.catalog.collections.keys()].map(databaseOf))].sort();
    const filter = docArg(args, 'filter');
    const test = filter ? compileFilter(filter) : null;
    const databases = names
      .map((name) => doc({ name, sizeOnDisk: BigInt(sizeOf(engine, name)), empty: false }))
      .filter((item) => !test || test(item));
    if (boolArg(args, 'nameOnly'))
      return doc({ databases: databases.map((item) => doc({ name: item.get('name') })) });
    const totalSize = databases.reduce((sum, item) => sum + (item.get('sizeOnDisk') as bigint), 0n);
    return doc({ databases, totalSize });
  },
};

function sizeOf(engine: Engine, database: string): number {
  return engine.catalog.inDatabase(database).reduce((sum, item) => sum + bytesOf(engine, item), 0);
}

const bytesOf = ({ catalog }: Engine, { low, high }: Collection): number =>
  (catalog.store.sql.docBytes.get(low, high) as [number | null])[0] ?? 0;

const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  handle(call) {
    const filter = docArg(call.args, 'filter');
    const test = filter ? compileFilter(filter) : null;
    const entries = call.engine.catalog.inDatabase(call.database).map((collection) =>
      doc({
        name: nameOf(collection),
        type: 'collection',
        options: collection.options,
        info: doc({ readOnly: false, uuid: collection.uuid }),
        idIndex: collection.indexes[0]?.spec,
      }),
    );
    const shown = entries.filter((entry) => !test || test(entry));
    const isShort = boolArg(call.args, 'nameOnly');
    return cursorOver(
      call,
      isShort ? shown.map((entry) => doc({ name: entry.get('name'), type: 'collection' })) : shown,
      `${call.database}.$cmd.listCollections`,
    );
  },
};

const REFUSED_OPTIONS = [
  'storageEngine',
  'indexOptionDefaults',
  'viewOn',
  'pipeline',
  'timeseries',
  'expireAfterSeconds',
  'clusteredIndex',
  'capped',
  'size',
  'max',
  'changeStreamPreAndPostImages',
  'encryptedFields',
];

const create: Command = {
  fields: ['validator', 'validationLevel', 'validationAction', 'collation', ...REFUSED_OPTIONS],
  handle(call) {
    const { args, engine, database } = call;
    const namespace = namespaceOf(database, args.get('create'));
    const options = readOptions(args);
    const there = engine.catalog.find(namespace);
    if (!there) engine.catalog.create(namespace, options);
    else if (!equal(there.options, options))
      throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
    return doc({});
  },
};

function readOptions(args: Doc): Doc {
  for (const name of REFUSED_OPTIONS) {
    const isOff = name === 'capped' && !isTruthy(args.get(name));
    if (args.has(name) && !isOff) throw notImplemented(`The option '${name}' of create`);
  }
  const options: Doc = new Map();
  const validator = docArg(args, 'validator');
  if (validator) {
    compileFilter(validator);
    options.set('validator', validator);
  }
  for (const [name, allowed] of Object.entries({
    validationLevel: ['strict'],
    validationAction: ['error', 'warn'],
  })) {
    const value = args.get(name);
    if (value === undefined) continue;
    if (!allowed.includes(value as string)) throw notImplemented(`The ${name} '${display(value)}'`);
    options.set(name, value);
  }
  const collation = parseCollation(args.get('collation'));
  if (collation) options.set('collation', collation.spec);
  return options;
}

const drop: Command = {
  fields: [],
  handle(call) {
    const { engine, args } = call;
    const collection = engine.catalog.find(namespaceOf(call.database, args.get('drop')));
    if (!collection) throw new CommandError('NamespaceNotFound', 'ns not found');
    engine.catalog.drop(collection);
    engine.cursors.closeOn((namespace) => namespace === collection.namespace);
    return doc({ nIndexesWas: collection.indexes.length, ns: collection.namespace });
  },
};

const dropDatabase: Command = {
  fields: [],
  handle({ engine, database }) {
    const collections = engine.catalog.inDatabase(database);
    engine.catalog.store.transaction(() => {
      for (const collection of collections) engine.catalog.drop(collection);
    });
    engine.cursors.closeOn((namespace) => databaseOf(namespace) === database);
    return collections.length ? doc({ dropped: database }) : doc({});
  },
};

const renameCollection: Command = {
  fields: ['to', 'dropTarget'],
  handle({ engine, args, database }) {
    if (database !== 'admin')
      throw new CommandError(
        'Unauthorized',
        'renameCollection may only be run against the admin database.',
      );
    const from = textArg(args, 'renameCollection');
    const to = textArg(args, 'to');
    const collection = engine.catalog.find(from);
    if (!collection)
      throw new CommandError('NamespaceNotFound', `Source collection ${from} does not exist`);
    if (from === to)
      throw new CommandError('IllegalOperation', "Can't rename a collection to itself");
    const target = engine.catalog.find(to);
    if (target && !boolArg(args, 'dropTarget'))
      throw new CommandError('NamespaceExists', 'target namespace exists');
    engine.catalog.store.transaction(() => {
      if (target) engine.catalog.drop(target);
      engine.catalog.rename(collection, to);
    });
    engine.cursors.closeOn((namespace) => namespace === from || namespace === to);
    return doc({});
  },
};

const collMod: Command = {
  fields: ['index', 'validator', 'validationLevel', 'validationAction'],
  handle(call) {
    const { args, engine } = call;
    const collection = existing(call, args.get('collMod'), 'ns does not exist');
    const reply = modifyIndex(collection, docArg(args, 'index'));
    const changed = readOptions(new Map([...args].filter(([name]) => name.startsWith('valid'))));
    for (const [name, value] of changed) collection.options.set(name, value);
    engine.catalog.save(collection);
    engine.catalog.load();
    return reply;
  },
};

function modifyIndex(collection: Collection, change: Doc | undefined): Doc {
  if (!change) return doc({});
  const pattern = change.get('keyPattern');
  const index = collection.indexes.find(
    ({ name, key }) => name === change.get('name') || (isDoc(pattern) && equal(key, pattern)),
  );
  if (!index) throw new CommandError('IndexNotFound', 'cannot find index for ns');
  const reply: Doc = new Map();
  for (const [name, value] of change) {
    if (name === 'name' || name === 'keyPattern') continue;
    if (name !== 'hidden' && name !== 'expireAfterSeconds')
      throw notImplemented(`The option '${name}' of collMod`);
    if (name === 'expireAfterSeconds' && !(isNumeric(value) && toNumber(value) >= 0))
      throw new CommandError(
        'InvalidOptions',
        'expireAfterSeconds must be a number that is not negative',
      );
    reply.set(`${name}_old`, index.spec.get(name) ?? false);
    index.spec.set(name, value);
    reply.set(`${name}_new`, value);
  }
  return reply;
}

const collStats: Command = {
  fields: ['scale', 'freeStorage'],
  handle({ engine, args, database }) {
    const namespace = namespaceOf(database, args.get('collStats'));
    const collection = engine.catalog.find(namespace);
    const size = collection ? bytesOf(engine, collection) : 0;
    const count = engine.finder.count(collection, { filter: new Map(), collation: null });
    return doc({
      ns: namespace,
      count: int(count),
      size: int(size),
      storageSize: int(size),
      avgObjSize: count ? int(Math.round(size / count)) : undefined,
      nindexes: int(collection?.indexes.length ?? 0),
      capped: false,
    });
  },
};

const dbStats: Command = {
  fields: ['scale', 'freeStorage'],
  handle({ engine, database }) {
    const collections = engine.catalog.inDatabase(database);
    const size = sizeOf(engine, database);
    const objects = collections.reduce(
      (sum, collection) =>
        sum + engine.finder.count(collection, { filter: new Map(), collation: null }),
      0,
    );
    const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length, 0);
    return doc({
      db: database,
      collections: int(collections.length),
      views: 0,
      objects: int(objects),
      dataSize: size,
      storageSize: size,
      indexes: int(indexes),
    });
  },
};

/** Commands on databases and collections. */
export const COLLECTION_COMMANDS: Record<string, Command> = {
  listDatabases,
  listCollections,
  create,
  drop,
  dropDatabase,
  renameCollection,
  collMod,
  collStats,
  dbStats,
};
