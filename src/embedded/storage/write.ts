import { ObjectId } from 'bson';
import { encode } from '../bson/encode.js';
import { beginsWithId, decode, decodeFields } from '../bson/decode.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Catalog, Collection, Index } from './catalog.js';
import { checkId, checkSize, duplicateKey, validate } from './check-document.js';
import type { Entry } from './index-entries.js';
import { keysOf } from './index-keys.js';
import { insertTogether, type NewDocument } from './insert-together.js';
import type { Found } from './scan.js';
import { unsetTogether } from './unset-together.js';

/** The keys under which an index is to hold a row, those that are new there. */
interface Keyed {
  readonly index: Index;
  readonly keys: readonly Buffer[];
}

/** A change of one index's entries for a row. */
interface Change extends Keyed {
  readonly isMultikey: boolean;
  readonly gone: readonly Buffer[];
}

const entriesOf = ({ index, keys }: Keyed): Entry[] =>
  keys.map((key) => ({ index: index.id, key }));

function changeOf(index: Index, after: Doc, before: Doc): Change {
  const { keys, isMultikey } = keysOf(index, after);
  const old = keysOf(index, before).keys;
  return {
    index,
    isMultikey,
    keys: keys.filter((key) => !old.some((other) => other.equals(key))),
    gone: old.filter((key) => !keys.some((other) => other.equals(key))),
  };
}

/**
 * Writes documents and their index entries. Every check comes before the first change, so an
 * operation that is refused has changed nothing and a batch can go on in its transaction.
 */
export class Writer {
  constructor(private readonly catalog: Catalog) {}

  /**
   * What inserts documents by their bytes, which stay as they are but for a missing or misplaced `_id`. Of each only
   * what its indexes ask for is read.
   */
  inserter(collection: Collection, isBypassing = false): (bytes: Buffer) => void {
    const read = reader(collection, isBypassing);
    return (bytes) => this.insertBoth(collection, read(bytes), bytes, isBypassing);
  }

  /**
   * Inserts documents by their bytes together, which takes less than one after another.
   * @returns false where any of them is refused, and nothing is changed: each has to be inserted by itself then
   */
  insertTogether(collection: Collection, all: readonly Buffer[], isBypassing = false): boolean {
    const read = reader(collection, isBypassing);
    try {
      const made = all.map((bytes) => checked(collection, read(bytes), bytes, isBypassing));
      const { store } = this.catalog;
      return insertTogether(store, collection, made, (index) =>
        this.noteMultikey(collection, index, true),
      );
    } catch (error) {
      if (error instanceof CommandError) return false;
      throw error;
    }
  }

  /**
   * Takes top-level fields away from documents together, which takes less than one after another.
   * @returns how many were changed; null where nothing is changed, and each has to be changed by itself
   */
  unsetTogether(
    collection: Collection,
    found: readonly Found[],
    names: ReadonlySet<string>,
    isBypassing = false,
  ): number | null {
    if (collection.validator && !isBypassing) return null;
    try {
      return unsetTogether(this.catalog.store, collection, found, names, (index) =>
        this.noteMultikey(collection, index, true),
      );
    } catch (error) {
      if (error instanceof CommandError) return null;
      throw error;
    }
  }

  insertDoc(collection: Collection, document: Doc, isBypassing = false): Doc {
    return this.insertBoth(collection, document, encode(document), isBypassing);
  }

  private insertBoth(
    collection: Collection,
    document: Doc,
    bytes: Buffer,
    isBypassing: boolean,
  ): Doc {
    const made = checked(collection, document, bytes, isBypassing);
    this.put(collection, collection.nextRow, made.bytes, made.document, null);
    collection.nextRow++;
    return made.document;
  }

  /** Replaces a row's document; false when the new one is the same bytes. */
  replace(
    collection: Collection,
    row: number,
    before: { doc: Doc; bytes: Buffer },
    after: Doc,
    isBypassing = false,
  ): boolean {
    const bytes = encode(after);
    if (bytes.equals(before.bytes)) return false;
    checkSize(bytes, 'Resulting document after update is larger than 16777216');
    if (!isBypassing) validate(collection, after);
    this.put(collection, row, bytes, after, before.doc);
    return true;
  }

  remove(collection: Collection, row: number, document: Doc): void {
    const { sql } = this.catalog.store;
    for (const index of collection.indexes)
      for (const key of keysOf(index, document).keys) sql.keyDelete.run([index.id, key, row]);
    sql.docDelete.run(row);
  }

  private put(
    collection: Collection,
    row: number,
    bytes: Buffer,
    after: Doc,
    before: Doc | null,
  ): void {
    const { sql } = this.catalog.store;
    if (before) this.move(collection, row, after, before);
    else this.enter(collection, row, after);
    sql.docPut.run([row, bytes]);
  }

  /** Puts a new row's entries. */
  private enter(collection: Collection, row: number, document: Doc): void {
    const made = collection.indexes.map((index) => ({ index, ...keysOf(index, document) }));
    this.checkUnique(collection, row, document, made);
    for (const { index, isMultikey } of made) this.noteMultikey(collection, index, isMultikey);
    this.catalog.store.entries.put(row, made.flatMap(entriesOf));
  }

  /** Moves a row's entries to where its new document belongs. */
  private move(collection: Collection, row: number, after: Doc, before: Doc): void {
    const { sql, entries } = this.catalog.store;
    const changes = collection.indexes
      .filter((index) => mayMove(index, after, before))
      .map((index) => changeOf(index, after, before));
    this.checkUnique(collection, row, after, changes);
    for (const { index, isMultikey, gone } of changes) {
      this.noteMultikey(collection, index, isMultikey);
      for (const key of gone) sql.keyDelete.run([index.id, key, row]);
    }
    entries.put(row, changes.flatMap(entriesOf));
  }

  private noteMultikey(collection: Collection, index: Index, isMultikey: boolean): void {
    if (!isMultikey || index.isMultikey) return;
    index.isMultikey = true;
    this.catalog.save(collection);
  }

  private checkUnique(
    collection: Collection,
    row: number,
    document: Doc,
    made: readonly Keyed[],
  ): void {
    const { entries } = this.catalog.store;
    const unique = made.filter(({ index }) => index.isUnique);
    if (!entries.isTaken(row, unique.flatMap(entriesOf))) return;
    const taken = unique.find((each) => entries.isTaken(row, entriesOf(each)));
    throw duplicateKey(collection, (taken as Keyed).index, document);
  }

  /** Builds a new index's entries from the documents that are there. */
  fill(collection: Collection, index: Index, rows: Iterable<{ row: number; doc: Doc }>): void {
    for (const { row, doc: document } of rows) {
      const made = { index, ...keysOf(index, document) };
      this.checkUnique(collection, row, document, [made]);
      if (made.isMultikey) index.isMultikey = true;
      this.catalog.store.entries.put(row, entriesOf(made));
    }
  }
}

/** What reads of a document's bytes as much as an insert has to. */
function reader(collection: Collection, isBypassing: boolean): (bytes: Buffer) => Doc {
  const names = namesAsked(collection, isBypassing);
  return (bytes) =>
    names !== null && beginsWithId(bytes) ? decodeFields(bytes, names) : decode(bytes);
}

/** A document with its `_id` first. @throws CommandError for one that may not be in the collection */
function checked(
  collection: Collection,
  document: Doc,
  bytes: Buffer,
  isBypassing: boolean,
): NewDocument {
  const [first] = document.keys();
  if (first !== '_id') {
    document = withIdFirst(document);
    bytes = encode(document);
  }
  checkId(document.get('_id'));
  checkSize(bytes, 'object to insert too large');
  if (!isBypassing) validate(collection, document);
  return { document, bytes };
}

/** The top-level fields that an insert has to read; null where it needs them all. */
function namesAsked(collection: Collection, isBypassing: boolean): ReadonlySet<string> | null {
  if (collection.validator && !isBypassing) return null;
  const names = new Set(['_id']);
  for (const { roots } of collection.indexes) {
    if (!roots) return null;
    for (const root of roots) names.add(root);
  }
  return names;
}

/** Whether an index may hold the row elsewhere now; an update shares the values that it did not touch. */
function mayMove(index: Index, after: Doc, before: Doc): boolean {
  if (!index.roots) return true;
  for (const root of index.roots) if (!Object.is(after.get(root), before.get(root))) return true;
  return false;
}

function withIdFirst(document: Doc): Doc {
  const id = document.get('_id') ?? (document.get('_id') === null ? null : new ObjectId());
  document.delete('_id');
  return new Map<string, Value>([['_id', id], ...document]);
}
