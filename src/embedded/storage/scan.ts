import { decode, readFields } from '../bson/decode.js';
import type { Doc } from '../bson/values.js';
import type { Collection } from './catalog.js';
import { inTurns, isMerged } from './in-turns.js';
import type { Plan } from './plan.js';
import type { Range } from './ranges.js';
import type { Sqlite } from './sqlite.js';
import type { KeyedRow, Row } from './statement.js';

/** A document as it is read: its row, its bytes, and its fields when they are asked for. */
export class Found {
  private fields: Doc | null = null;

  constructor(
    readonly row: number,
    readonly bytes: Buffer,
  ) {}

  get doc(): Doc {
    return (this.fields ??= decode(this.bytes));
  }

  /** Some of the top-level fields, or all where they were read already or `names` is null. */
  some(names: ReadonlySet<string> | null): Doc {
    if (this.fields || !names) return this.doc;
    return readFields(this.bytes, names);
  }
}

const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 256;
const GROWTH = 8;
const CHUNK_BYTES = 1_000_000;

/** How many rows to read next, so that a chunk stays near a megabyte. */
function nextChunk(rows: { 1: ArrayBuffer }[]): number {
  const bytes = rows.reduce((sum, row) => sum + row[1].byteLength, 0) / rows.length;
  return Math.max(4, Math.min(LARGEST_CHUNK, Math.floor(CHUNK_BYTES / bytes)));
}

const found = ([row, bytes]: Row | KeyedRow): Found => new Found(row, Buffer.from(bytes));

/** All documents of a collection, in the order of insertion or (`direction` -1) against it. */
export function* scanCollection(
  store: Sqlite,
  collection: Collection,
  direction = 1,
): Generator<Found> {
  let { low, high } = collection;
  let limit = FIRST_CHUNK;
  const statement = direction < 0 ? store.sql.docScanDown : store.sql.docScan;
  for (;;) {
    const rows = statement.all(low, high, limit) as Row[];
    for (const row of rows) yield found(row);
    if (rows.length < limit) return;
    const [last] = rows[rows.length - 1] as Row;
    if (direction < 0) high = last;
    else low = last;
    limit = nextChunk(rows);
  }
}

/** The stretches of the index that a plan reads. */
const rangesOf = (plan: Plan): readonly Range[] =>
  plan.points
    ? plan.points.map((key) => ({
        low: key,
        high: Buffer.concat([key, Buffer.from([0])]),
        prefix: key.length,
      }))
    : plan.ranges;

/**
 * How many entries of the index a plan leads to; no document is read.
 * @param most how many are counted, where nobody asks for more
 */
export function countIndex({ sql }: Sqlite, plan: Plan, most = Infinity): number {
  let sum = 0;
  for (const { low, high } of rangesOf(plan)) {
    const [n] = (
      most === Infinity
        ? sql.keyCount.get(plan.index.id, low, high)
        : sql.keyCountSome.get(plan.index.id, low, high, most - sum)
    ) as [number];
    sum += n;
    if (sum >= most) break;
  }
  return sum;
}

/**
 * The documents that a plan leads to, each once.
 * @param skip of an index without arrays, how many entries are passed over without reading their documents
 * @param wanted how many documents are asked for, where it is known
 */
export function* scanIndex(
  store: Sqlite,
  plan: Plan,
  skip = 0,
  wanted = FIRST_CHUNK,
): Generator<Found> {
  const isOnceEach = !plan.index.isMultikey;
  const seen = isOnceEach ? null : new Set<number>();
  for (const item of scanAll(store, plan, skip, Math.min(wanted, LARGEST_CHUNK))) {
    if (seen?.has(item.row)) continue;
    seen?.add(item.row);
    yield item;
  }
}

function* scanAll(store: Sqlite, plan: Plan, skip: number, first: number): Generator<Found> {
  if (skip === 0 && plan.points && !plan.sorted && plan.index.isUnique && !plan.index.isMultikey) {
    yield* scanPoints(store, plan.index.id, plan.points);
    return;
  }
  const ranges = rangesOf(plan);
  if (isMerged(plan)) {
    // Of most stretches no more than the first row is looked at.
    for (const row of inTurns(plan, (range) => scanRange(store, plan, range, 0, 1)))
      yield found(row);
    return;
  }
  if (skip === 0 && !plan.sorted && ranges.length > 1) {
    yield* scanRanges(store, plan, ranges);
    return;
  }
  let left = skip;
  for (const range of ranges) {
    if (left > 0) {
      const there = countIndex(store, { ...plan, points: null, ranges: [range] });
      if (there <= left) {
        left -= there;
        continue;
      }
    }
    for (const row of scanRange(store, plan, range, left, first)) yield found(row);
    left = 0;
  }
}

/** The rows under whole keys that hold one row at most, in the order of the keys. */
function* scanPoints(store: Sqlite, index: number, keys: readonly Buffer[]): Generator<Found> {
  let limit = FIRST_CHUNK;
  for (let from = 0; from < keys.length;) {
    const rows = store.entries.rowsAt(index, keys.slice(from, from + limit));
    for (const row of rows) yield found(row);
    from += limit;
    if (rows.length > 0) limit = nextChunk(rows);
  }
}

/** The most stretches that one statement reads. */
const RANGES_AT_ONCE = 32;

/**
 * The rows of several stretches, one after another. Many hold a row or none, so they are read together, as long as no more
 * comes of them than would be read at a time anyway.
 */
function* scanRanges(store: Sqlite, plan: Plan, ranges: readonly Range[]): Generator<Found> {
  let limit = FIRST_CHUNK;
  for (let from = 0; from < ranges.length;) {
    const part = ranges.slice(from, from + Math.min(limit, RANGES_AT_ONCE));
    const rows = store.entries.rowsWithin(plan.index.id, part, limit + 1);
    if (rows.length <= limit) for (const row of rows) yield found(row);
    else
      for (const range of part)
        for (const row of scanRange(store, plan, range, 0, limit)) yield found(row);
    from += part.length;
    if (rows.length > 0) limit = nextChunk(rows);
  }
}

function* scanRange(
  store: Sqlite,
  { index, sorted }: Plan,
  { low, high }: Range,
  skip: number,
  firstChunk: number,
): Generator<KeyedRow, void> {
  const { sql } = store;
  const isDown = sorted < 0;
  let limit = firstChunk;
  let rows: KeyedRow[];
  if (skip === 0) rows = (isDown ? sql.down : sql.up).all(index.id, low, high, limit) as KeyedRow[];
  else {
    // The entry before the first one that is asked for: what follows it is read as any further chunk.
    const before = (isDown ? sql.keyDown : sql.keyUp).get(index.id, low, high, skip - 1);
    const [row, key] = before as [number, ArrayBuffer];
    rows = isDown
      ? (sql.downFrom.all(index.id, low, Buffer.from(key), row, limit) as KeyedRow[])
      : (sql.upFrom.all(index.id, Buffer.from(key), row, high, limit) as KeyedRow[]);
  }
  for (;;) {
    yield* rows;
    if (rows.length < limit) return;
    const [row, , key] = rows[rows.length - 1] as KeyedRow;
    // Little is read that nobody looks at.
    limit = Math.min(nextChunk(rows), GROWTH * limit);
    rows = isDown
      ? (sql.downFrom.all(index.id, low, Buffer.from(key), row, limit) as KeyedRow[])
      : (sql.upFrom.all(index.id, Buffer.from(key), row, high, limit) as KeyedRow[]);
  }
}
