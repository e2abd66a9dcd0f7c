import { ManyRows, placeholders } from './many-rows.js';
import type { Statement } from './statement.js';

/** The most documents in one statement. */
const AT_ONCE = 16;

/** Puts many documents in, or others in their places. */
export class Documents {
  private readonly puts: ManyRows;
  private readonly replacements: ManyRows;

  constructor(prepare: (sql: string) => Statement) {
    this.puts = new ManyRows(
      prepare,
      AT_ONCE,
      (rows) => `INSERT INTO docs VALUES ${placeholders(rows, 2)}`,
    );
    this.replacements = new ManyRows(
      prepare,
      AT_ONCE,
      (rows) => `INSERT OR REPLACE INTO docs VALUES ${placeholders(rows, 2)}`,
    );
  }

  putAll(rows: readonly { readonly row: number; readonly bytes: Buffer }[]): void {
    for (const [statement, values] of this.puts.parts(rows, ({ row, bytes }) => [row, bytes]))
      statement.run(values);
  }

  replaceAll(rows: readonly { readonly row: number; readonly bytes: Buffer }[]): void {
    const valuesOf = ({ row, bytes }: { row: number; bytes: Buffer }) => [row, bytes];
    for (const [statement, values] of this.replacements.parts(rows, valuesOf))
      statement.run(values);
  }
}
