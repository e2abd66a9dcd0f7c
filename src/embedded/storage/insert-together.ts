import type { Doc } from '../bson/values.js';
import type { Collection, Index } from './catalog.js';
import { keysOf } from './index-keys.js';
import { byPlace, type RowEntry } from './index-entries.js';
import type { Sqlite } from './sqlite.js';

/** A document that is ready to be put in. */
export interface NewDocument {
  readonly document: Doc;
  readonly bytes: Buffer;
}

/** Whether two rows would stand under one key of a unique index. @param entries in the order of their places */
function meetEachOther(entries: readonly RowEntry[], unique: ReadonlySet<number>): boolean {
  return entries.some((entry, at) => {
    const before = entries[at - 1];
    return before !== undefined && unique.has(entry.index) && byPlace(before, entry) === 0;
  });
}

/**
 * Puts documents in together, each index's entries in the order of their keys: what lies together in the file is written
 * together, with a few statements for all.
 * @param onMultikey told of an index that holds an array from now on
 * @returns false, and nothing is changed, where a unique index refuses any of them
 * @throws what refuses one of them otherwise; nothing is changed then
 */
export function insertTogether(
  { entries, documents }: Pick<Sqlite, 'entries' | 'documents'>,
  collection: Collection,
  made: readonly NewDocument[],
  onMultikey: (index: Index) => void,
): boolean {
  const arrays = new Set<Index>();
  const all: RowEntry[] = [];
  made.forEach(({ document }, at) => {
    for (const index of collection.indexes) {
      const { keys, isMultikey } = keysOf(index, document);
      if (isMultikey) arrays.add(index);
      for (const key of keys) all.push({ index: index.id, key, row: collection.nextRow + at });
    }
  });
  all.sort(byPlace);
  const unique = new Set(collection.indexes.filter(({ isUnique }) => isUnique).map(({ id }) => id));
  if (meetEachOther(all, unique)) return false;
  if (entries.areTaken(all.filter(({ index }) => unique.has(index)))) return false;
  for (const index of arrays) onMultikey(index);
  entries.putAll(all);
  documents.putAll(made.map(({ bytes }, at) => ({ row: collection.nextRow + at, bytes })));
  collection.nextRow += made.length;
  return true;
}
