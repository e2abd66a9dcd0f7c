import { doc, int } from '../bson/values.js';
import type { Collection } from '../storage/catalog.js';
import { namespaceOf } from './args.js';
import type { Command, Engine } from './engine.js';

/** How many bytes a database's documents take. */
export function sizeOf(engine: Engine, database: string): number {
  return engine.catalog.inDatabase(database).reduce((sum, item) => sum + bytesOf(engine, item), 0);
}

const bytesOf = ({ catalog }: Engine, { low, high }: Collection): number =>
  (catalog.store.sql.docBytes.get(low, high) as [number | null])[0] ?? 0;

/** What a collection holds. */
export const collStats: Command = {
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

/** What a database holds. */
export const dbStats: Command = {
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
