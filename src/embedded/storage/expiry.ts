import { doc } from '../bson/values.js';
import type { Catalog, Collection, Index } from './catalog.js';
import { planOver } from './plan.js';
import { scanIndex } from './scan.js';
import type { Writer } from './write.js';

const AT_ONCE = 1000;

/**
 * Deletes what TTL indexes say has expired, at most a thousand documents of each index so that
 * clients are served in between; gives how many documents that were.
 */
export function removeExpired(catalog: Catalog, writer: Writer, now: Date): number {
  let removed = 0;
  for (const collection of [...catalog.collections.values()])
    for (const index of collection.indexes)
      if (index.expireAfterSeconds !== null)
        removed += expire(catalog, writer, collection, index, now);
  return removed;
}

function expire(
  catalog: Catalog,
  writer: Writer,
  collection: Collection,
  index: Index,
  now: Date,
): number {
  const limit = new Date(now.getTime() - (index.expireAfterSeconds ?? 0) * 1000);
  const filter = doc({ [index.names[0] as string]: doc({ $lte: limit }) });
  const plan = planOver(index, filter);
  if (!plan) return 0;
  return catalog.store.transaction(() => {
    const found = [];
    for (const item of scanIndex(catalog.store, plan)) {
      if (found.length >= AT_ONCE) break;
      if (!index.partial || index.partial(item.doc)) found.push(item);
    }
    for (const item of found) writer.remove(collection, item.row, item.doc);
    return found.length;
  });
}
