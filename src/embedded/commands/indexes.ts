import { display } from '../bson/display.js';
import { doc, int, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { buildIndex, type Collection, type Index } from '../storage/catalog.js';
import { sameKey } from '../storage/plan.js';
import { scanCollection } from '../storage/scan.js';
import { docsArg, namespaceOf } from './args.js';
import type { Command, Engine } from './engine.js';
import { cursorOver, existing } from './existing.js';
import { readSpec, sameIndex } from './index-spec.js';

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
