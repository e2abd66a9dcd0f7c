import { pickFields, readFields } from '../bson/decode.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';
import type { Collection, Index } from './catalog.js';
import { byPlace, type RowEntry } from './index-entries.js';
import { keysOf } from './index-keys.js';
import type { Found } from './scan.js';
import type { Sqlite } from './sqlite.js';

/** What becomes of rows: the entries that go, those that come, and the documents after. */
interface Changes {
  readonly gone: RowEntry[];
  readonly come: RowEntry[];
  readonly documents: { row: number; bytes: Buffer }[];
  readonly arrays: Set<Index>;
}

/** The top-level fields that an update takes away, where it does nothing else; null for every other update. */
export function namesUnset(update: Value): ReadonlySet<string> | null {
  const fields = isDoc(update) && update.size === 1 ? update.get('$unset') : undefined;
  if (!isDoc(fields)) return null;
  const names = [...fields.keys()];
  return names.some((name) => name === '_id' || /[.$]/.test(name)) ? null : new Set(names);
}

/** The indexes that fields are in; null where one of them is unique, or may depend on any field. */
function indexesOf(collection: Collection, names: ReadonlySet<string>): Index[] | null {
  const touched: Index[] = [];
  for (const index of collection.indexes) {
    if (!index.roots) return null;
    if (![...index.roots].some((root) => names.has(root))) continue;
    if (index.isUnique) return null;
    touched.push(index);
  }
  return touched;
}

function moveEntries(changes: Changes, index: Index, row: number, before: Doc, after: Doc): void {
  const old = keysOf(index, before).keys;
  const { keys, isMultikey } = keysOf(index, after);
  if (isMultikey) changes.arrays.add(index);
  for (const key of old)
    if (!keys.some((other) => other.equals(key))) changes.gone.push({ index: index.id, key, row });
  for (const key of keys)
    if (!old.some((other) => other.equals(key))) changes.come.push({ index: index.id, key, row });
}

/**
 * Takes top-level fields away from documents together: the bytes of each stay what they are but for these, and of a document
 * only what the fields' indexes ask for is read.
 * @param onMultikey told of an index that holds an array from now on
 * @returns how many documents had any of the fields; null, and nothing is changed, where each has to be changed by itself
 * @throws what refuses one of them; nothing is changed then
 */
export function unsetTogether(
  { entries, documents }: Pick<Sqlite, 'entries' | 'documents'>,
  collection: Collection,
  found: readonly Found[],
  names: ReadonlySet<string>,
  onMultikey: (index: Index) => void,
): number | null {
  const indexes = indexesOf(collection, names);
  if (!indexes) return null;
  const asked = new Set(indexes.flatMap(({ roots }) => [...(roots as ReadonlySet<string>)]));
  const changes: Changes = { gone: [], come: [], documents: [], arrays: new Set() };
  for (const { row, bytes } of found) {
    const left = pickFields(bytes, (name) => !names.has(name));
    if (left.length === bytes.length) continue;
    changes.documents.push({ row, bytes: left });
    const before = readFields(bytes, asked);
    const after = new Map([...before].filter(([name]) => !names.has(name)));
    for (const index of indexes) moveEntries(changes, index, row, before, after);
  }
  for (const index of changes.arrays) onMultikey(index);
  entries.removeAll(changes.gone.sort(byPlace));
  entries.putAll(changes.come.sort(byPlace));
  documents.replaceAll(changes.documents);
  return changes.documents.length;
}
