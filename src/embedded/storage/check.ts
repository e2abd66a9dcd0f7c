import type { Catalog, Collection } from './catalog.js';
import { keysOf } from './index-keys.js';
import { scanCollection } from './scan.js';

/** Looks the file over: SQLite's own check, then whether documents and index entries agree. */
export function findProblems(catalog: Catalog): string[] {
  const problems = catalog.store
    .all('PRAGMA integrity_check')
    .map(([text]) => String(text))
    .filter((text) => text !== 'ok');
  for (const collection of catalog.collections.values())
    problems.push(...disagreements(catalog, collection));
  return [...problems, ...orphans(catalog)];
}

function disagreements(catalog: Catalog, collection: Collection): string[] {
  const problems: string[] = [];
  const { sql } = catalog.store;
  const expected = new Map(collection.indexes.map(({ id }) => [id, 0]));
  for (const { row, doc } of scanCollection(catalog.store, collection))
    for (const index of collection.indexes)
      for (const key of keysOf(index, doc).keys) {
        expected.set(index.id, (expected.get(index.id) ?? 0) + 1);
        if (sql.keyThere.get(index.id, key, row) === undefined)
          problems.push(
            `${collection.namespace}: index ${index.name} lacks the document in row ${row}`,
          );
      }
  for (const { id, name } of collection.indexes) {
    const [entries] = sql.keyEntries.get(id) as [number];
    const wanted = expected.get(id) ?? 0;
    if (entries !== wanted)
      problems.push(
        `${collection.namespace}: index ${name} has ${entries} entries for ${wanted} keys`,
      );
  }
  return problems;
}

/** Rows and entries that belong to no collection. */
function orphans(catalog: Catalog): string[] {
  const collections = [...catalog.collections.values()];
  const { store } = catalog;
  const owned = collections.reduce(
    (sum, { low, high }) => sum + (store.sql.docCount.get(low, high) as [number])[0],
    0,
  );
  const ids = new Set(collections.flatMap(({ indexes }) => indexes.map(({ id }) => id)));
  const stray = store.all('SELECT DISTINCT i FROM idx').filter(([id]) => !ids.has(id as number));
  const [[total]] = store.all('SELECT count(*) FROM docs') as [[number]];
  return [
    ...(total === owned ? [] : [`${total - owned} documents belong to no collection`]),
    ...(stray.length ? [`the entries of ${stray.length} indexes belong to no collection`] : []),
  ];
}
