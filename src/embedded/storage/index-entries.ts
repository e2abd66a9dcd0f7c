import type { Statement } from './statement.js';

/** One entry of an index: the index's number and the key under which it holds a row. */
export interface Entry {
  readonly index: number;
  readonly key: Buffer;
}

/** The most entries in one statement; crossing into SQLite costs more than what is done there. */
const AT_ONCE = 8;

const times = (count: number, part: (at: number) => string, glue: string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(glue);

const TAKEN = (at: number): string =>
  `EXISTS (SELECT 1 FROM idx WHERE i = ?${2 * at + 2} AND k = ?${2 * at + 3} AND r <> ?1)`;

/** Puts and looks up a row's index entries, several with each statement. */
export class IndexEntries {
  private readonly puts: Statement[] = [];
  private readonly lookups: Statement[] = [];

  constructor(private readonly prepare: (sql: string) => Statement) {}

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
