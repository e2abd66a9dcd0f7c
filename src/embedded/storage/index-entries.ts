import { ManyRows, placeholders } from './many-rows.js';
import type { KeyedRow, Statement } from './statement.js';

/** One entry of an index: the index's number and the key under which it holds a row. */
export interface Entry {
  readonly index: number;
  readonly key: Buffer;
}

/** An entry, and the row that it leads to. */
export interface RowEntry extends Entry {
  readonly row: number;
}

/** A stretch of an index: keys from `low` up to, and without, `high`. */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** The order of entries in the file. */
export const byPlace = (one: RowEntry, other: RowEntry): number =>
  one.index - other.index || Buffer.compare(one.key, other.key);

/** The most entries in one statement; crossing into SQLite costs more than what is done there. */
const AT_ONCE = 16;
/** The most keys that one statement looks up. */
const KEYS_AT_ONCE = 32;
/** The most entries of several rows in one statement. */
const ROWS_AT_ONCE = 64;

const times = (count: number, part: (at: number) => string, glue: string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(glue);

const TAKEN = (at: number): string =>
  `EXISTS (SELECT 1 FROM idx WHERE i = ?${2 * at + 2} AND k = ?${2 * at + 3} AND r <> ?1)`;

/** Puts and looks up a row's index entries, several with each statement. */
export class IndexEntries {
  private readonly puts: Statement[] = [];
  private readonly lookups: Statement[] = [];
  private readonly finds: Statement[] = [];
  private readonly findsWithin: Statement[] = [];

  private readonly putsOfMany: ManyRows;
  private readonly removalsOfMany: ManyRows;
  private readonly lookupsOfMany: ManyRows;

  constructor(private readonly prepare: (sql: string) => Statement) {
    this.putsOfMany = new ManyRows(
      prepare,
      ROWS_AT_ONCE,
      (rows) => `INSERT INTO idx VALUES ${placeholders(rows, 3)}`,
    );
    // By a list of rows of values SQLite would read the whole index; each of these it finds.
    this.removalsOfMany = new ManyRows(
      prepare,
      ROWS_AT_ONCE,
      (rows) => `DELETE FROM idx WHERE ${times(rows, () => '(i = ? AND k = ? AND r = ?)', ' OR ')}`,
    );
    this.lookupsOfMany = new ManyRows(
      prepare,
      ROWS_AT_ONCE,
      (rows) => `SELECT 1 FROM (VALUES ${placeholders(rows, 2)}) AS keys
        CROSS JOIN idx ON idx.i = keys.column1 AND idx.k = keys.column2 LIMIT 1`,
    );
  }

  /** Puts entries of several rows, fastest in the order of indexes and keys. */
  putAll(entries: readonly RowEntry[]): void {
    const valuesOf = ({ index, key, row }: RowEntry) => [index, key, row];
    for (const [statement, values] of this.putsOfMany.parts(entries, valuesOf))
      statement.run(values);
  }

  /** Takes entries of several rows away, fastest in the order of indexes and keys. */
  removeAll(entries: readonly RowEntry[]): void {
    const valuesOf = ({ index, key, row }: RowEntry) => [index, key, row];
    for (const [statement, values] of this.removalsOfMany.parts(entries, valuesOf))
      statement.run(values);
  }

  /** Whether any row stands under one of these keys. */
  areTaken(entries: readonly Entry[]): boolean {
    const valuesOf = ({ index, key }: Entry) => [index, key];
    for (const [statement, values] of this.lookupsOfMany.parts(entries, valuesOf))
      if (statement.get(values) !== undefined) return true;
    return false;
  }

  put(row: number, entries: readonly Entry[]): void {
    for (const part of inParts(entries)) {
      const statement = (this.puts[part.length] ??= this.prepare(
        `INSERT INTO idx VALUES ${times(part.length, (at) => `(?${2 * at + 2}, ?${2 * at + 3}, ?1)`, ', ')}`,
      ));
      statement.run(bound(row, part));
    }
  }

  /** Whether another row stands under one of these keys. */
  isTaken(row: number, entries: readonly Entry[]): boolean {
    return inParts(entries).some((part) => {
      const statement = (this.lookups[part.length] ??= this.prepare(
        `SELECT 1 WHERE ${times(part.length, TAKEN, ' OR ')}`,
      ));
      return statement.get(bound(row, part)) !== undefined;
    });
  }

  /** The documents under these keys of an index that holds one row at most under each, in the order of the keys. */
  rowsAt(index: number, keys: readonly Buffer[]): KeyedRow[] {
    if (keys.length === 1) {
      const row = this.find(1).get([index, keys[0]]) as KeyedRow | undefined;
      if (row === undefined) return [];
      // Whoever asks by a whole key looks no further: a row of another key must never be taken for theirs.
      if (!Buffer.from(row[2]).equals(keys[0] as Buffer))
        throw new Error('the file has answered with another row than was asked for');
      return [row];
    }
    const rows: KeyedRow[] = [];
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const part = keys.slice(from, from + KEYS_AT_ONCE);
      for (const row of this.find(part.length).all([index, ...part]) as KeyedRow[]) rows.push(row);
    }
    return rows;
  }

  /** The documents under the keys of these stretches of an index, at most `limit`, stretch by stretch. */
  rowsWithin(index: number, ranges: readonly KeyRange[], limit: number): KeyedRow[] {
    const values: unknown[] = [index];
    for (const { low, high } of ranges) values.push(low, high);
    values.push(limit);
    const count = ranges.length;
    const statement = (this.findsWithin[count] ??= this.prepare(
      `SELECT idx.r, docs.d, idx.k FROM (VALUES ${times(count, (at) => `(?${2 * at + 2}, ?${2 * at + 3})`, ', ')}) AS keys
        CROSS JOIN idx ON idx.i = ?1 AND idx.k >= keys.column1 AND idx.k < keys.column2
        CROSS JOIN docs ON docs.r = idx.r LIMIT ?${2 * count + 2}`,
    ));
    return statement.all(values) as KeyedRow[];
  }

  private find(count: number): Statement {
    return (this.finds[count] ??= this.prepare(
      `SELECT idx.r, docs.d, idx.k FROM (VALUES ${times(count, (at) => `(?${at + 2})`, ', ')}) AS keys
        CROSS JOIN idx ON idx.i = ?1 AND idx.k = keys.column1 CROSS JOIN docs ON docs.r = idx.r`,
    ));
  }
}

/** One array, as libsql takes it without copying. */
function bound(row: number, entries: readonly Entry[]): unknown[] {
  const values: unknown[] = [row];
  for (const { index, key } of entries) values.push(index, key);
  return values;
}

function inParts(entries: readonly Entry[]): (readonly Entry[])[] {
  if (entries.length <= AT_ONCE) return entries.length > 0 ? [entries] : [];
  const parts: (readonly Entry[])[] = [];
  for (let from = 0; from < entries.length; from += AT_ONCE)
    parts.push(entries.slice(from, from + AT_ONCE));
  return parts;
}
