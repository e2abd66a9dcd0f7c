import type { Statement } from './statement.js';

/**
 * Statements over many rows of values, prepared for each number of rows that comes up: crossing into SQLite costs more than
 * what is done there.
 */
export class ManyRows {
  private readonly prepared: Statement[] = [];

  /**
   * @param most rows in one statement
   * @param sqlOf the statement for so many rows
   */
  constructor(
    private readonly prepare: (sql: string) => Statement,
    private readonly most: number,
    private readonly sqlOf: (rows: number) => string,
  ) {}

  /** The statement for each part of the rows, with its values as one array, which libsql takes without copying. */
  *parts<T>(
    rows: readonly T[],
    valuesOf: (row: T) => readonly unknown[],
  ): Generator<[Statement, unknown[]]> {
    for (let from = 0; from < rows.length; from += this.most) {
      const values: unknown[] = [];
      const end = Math.min(from + this.most, rows.length);
      for (let at = from; at < end; at++)
        for (const value of valuesOf(rows[at] as T)) values.push(value);
      const count = end - from;
      yield [(this.prepared[count] ??= this.prepare(this.sqlOf(count))), values];
    }
  }
}

/** `(?, ?), (?, ?)`: so many rows of so many values. */
export const placeholders = (rows: number, values: number): string => {
  const row = `(${new Array<string>(values).fill('?').join(', ')})`;
  return new Array<string>(rows).fill(row).join(', ');
};
