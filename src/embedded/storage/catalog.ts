import { UUID } from 'bson';
import type { Collation } from '../bson/collation.js';
import { parseCollation } from '../bson/collation.js';
import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { doc, isDoc, isNumeric, isTruthy, toNumber, type Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter, fieldsAsked, type Matcher } from '../query/match.js';
import { ROWS_A_COLLECTION, Sqlite } from './sqlite.js';

export interface Index {
  id: number;
  name: string;
  /** What `listIndexes` shows. */
  spec: Doc;
  key: Doc;
  paths: string[][];
  names: string[];
  directions: number[];
  /** The top-level fields that its entries depend on; null where they may depend on any. */
  roots: ReadonlySet<string> | null;
  isUnique: boolean;
  isSparse: boolean;
  isHidden: boolean;
  isMultikey: boolean;
  partial: Matcher | null;
  partialSpec: Doc | null;
  collation: Collation | null;
  expireAfterSeconds: number | null;
}

export interface Collection {
  id: number;
  namespace: string;
  uuid: UUID;
  options: Doc;
  collation: Collation | null;
  validator: Matcher | null;
  indexes: Index[];
  /** The rows between these two (both excluded) are this collection's. */
  low: number;
  high: number;
  nextRow: number;
}

/** Builds an index from its specification, as the catalog holds it. */
export function buildIndex(id: number, spec: Doc, isMultikey = false): Index {
  const key = spec.get('key') as Doc;
  const partialSpec = spec.get('partialFilterExpression');
  const collation = parseCollation(spec.get('collation'));
  const expire = spec.get('expireAfterSeconds');
  const names = [...key.keys()];
  const paths = names.map((name) => name.split('.'));
  const roots = new Set(paths.map(([root]) => root as string));
  return {
    id,
    name: spec.get('name') as string,
    spec,
    key,
    names,
    paths,
    roots: isDoc(partialSpec) ? fieldsAsked(partialSpec, roots) : roots,
    directions: [...key.values()].map((value) =>
      isNumeric(value) && toNumber(value) < 0 ? -1 : 1,
    ),
    isUnique: isTruthy(spec.get('unique')) || spec.get('name') === '_id_',
    isSparse: isTruthy(spec.get('sparse')),
    isHidden: isTruthy(spec.get('hidden')),
    isMultikey,
    partialSpec: isDoc(partialSpec) ? partialSpec : null,
    partial: isDoc(partialSpec) ? compileFilter(partialSpec, { collation }) : null,
    collation,
    expireAfterSeconds: isNumeric(expire) ? toNumber(expire) : null,
  };
}

/** The collections and their indexes, in memory and in the file. */
export class Catalog {
  readonly collections = new Map<string, Collection>();
  readonly store: Sqlite;

  constructor(file: string) {
    this.store = new Sqlite(file, () => this.load());
    this.load();
  }

  /** Reads the catalog from the file. */
  load(): void {
    this.collections.clear();
    for (const [name, bytes] of this.store.sql.metaAll.all() as [string, ArrayBuffer][]) {
      if (!name.startsWith('collection/')) continue;
      const collection = this.restore(decode(Buffer.from(bytes)));
      this.collections.set(collection.namespace, collection);
    }
  }

  private restore(saved: Doc): Collection {
    const indexes = (saved.get('indexes') as Doc[]).map((entry) =>
      buildIndex(
        toNumber(entry.get('id') as number),
        entry.get('spec') as Doc,
        isTruthy(entry.get('isMultikey')),
      ),
    );
    const id = toNumber(saved.get('id') as number);
    const collection = newCollection(
      id,
      saved.get('namespace') as string,
      saved.get('options') as Doc,
    );
    collection.uuid = new UUID(saved.get('uuid') as string);
    collection.indexes = indexes;
    const [[last]] = this.store.sql.docLast.all(collection.low, collection.high) as [
      [number | null],
    ];
    collection.nextRow = (last ?? collection.low) + 1;
    return collection;
  }

  save(collection: Collection): void {
    const saved = doc({
      id: collection.id,
      namespace: collection.namespace,
      uuid: collection.uuid.toHexString(),
      options: collection.options,
      indexes: collection.indexes.map(({ id, spec, isMultikey }) => doc({ id, spec, isMultikey })),
    });
    this.store.sql.metaPut.run(`collection/${collection.id}`, encode(saved));
  }

  find(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  /** The collection of a name, made when it is not there. */
  ensure(namespace: string): Collection {
    return this.collections.get(namespace) ?? this.create(namespace, new Map());
  }

  create(namespace: string, options: Doc): Collection {
    checkNamespace(namespace);
    return this.store.transaction(() => {
      const collection = newCollection(this.freeId(), namespace, options);
      const spec = doc({ v: 2, key: doc({ _id: 1 }), name: '_id_' });
      if (collection.collation) spec.set('collation', collection.collation.spec);
      collection.indexes.push(buildIndex(this.freeIndexId(), spec));
      this.collections.set(namespace, collection);
      this.save(collection);
      return collection;
    });
  }

  private freeId(): number {
    const taken = new Set([...this.collections.values()].map(({ id }) => id));
    let id = 1;
    while (taken.has(id)) id++;
    return id;
  }

  freeIndexId(): number {
    let last = 0;
    for (const { indexes } of this.collections.values())
      for (const { id } of indexes) last = Math.max(last, id);
    return last + 1;
  }

  drop(collection: Collection): void {
    const { sql } = this.store;
    this.store.transaction(() => {
      sql.docDrop.run(collection.low, collection.high);
      for (const { id } of collection.indexes) sql.keyDrop.run(id);
      sql.metaDelete.run(`collection/${collection.id}`);
      this.collections.delete(collection.namespace);
    });
  }

  rename(collection: Collection, namespace: string): void {
    checkNamespace(namespace);
    this.store.transaction(() => {
      this.collections.delete(collection.namespace);
      collection.namespace = namespace;
      this.collections.set(namespace, collection);
      this.save(collection);
    });
  }

  inDatabase(database: string): Collection[] {
    return [...this.collections.values()].filter(({ namespace }) =>
      namespace.startsWith(`${database}.`),
    );
  }
}

function newCollection(id: number, namespace: string, options: Doc): Collection {
  const low = id * ROWS_A_COLLECTION;
  const validator = options.get('validator');
  const collation = parseCollation(options.get('collation'));
  return {
    id,
    namespace,
    uuid: new UUID(),
    options,
    collation,
    validator: isDoc(validator) && validator.size ? compileFilter(validator, { collation }) : null,
    indexes: [],
    low,
    high: low + ROWS_A_COLLECTION,
    nextRow: low + 1,
  };
}

function checkNamespace(namespace: string): void {
  const dot = namespace.indexOf('.');
  const name = namespace.slice(dot + 1);
  const isBad =
    dot < 1 || !name || /[$\0]/.test(name) || name.startsWith('.') || name.endsWith('.');
  if (
    isBad ||
    /[/\\. "$*<>:|?\0]/.test(namespace.slice(0, dot)) ||
    Buffer.byteLength(namespace) > 255
  )
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
}

/** Splits `database.collection`. */
export const databaseOf = (namespace: string): string => namespace.slice(0, namespace.indexOf('.'));
