import { doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { databaseOf, type Collection } from '../storage/catalog.js';
import { boolArg, docArg, namespaceOf, textArg } from './args.js';
import { collMod, create } from './collection-options.js';
import type { Command } from './engine.js';
import { cursorOver } from './existing.js';
import { collStats, dbStats, sizeOf } from './statistics.js';

const nameOf = ({ namespace }: Collection): string => namespace.slice(namespace.indexOf('.') + 1);

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
