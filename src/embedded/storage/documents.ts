import { ManyRows, placeholders } from './many-rows.js';
import type { Statement } from './statement.js';

/** The most documents in one statement. */
const AT_ONCE = 16;

/** Puts many documents in. */
export class Documents {
  private readonly puts: ManyRows;

  constructor(prepare: (sql: string) => Statement) {
    this.puts = new ManyRows(
      prepare,
      AT_ONCE,
      (rows) => `INSERT INTO docs VALUES ${placeholders(rows, 2)}`,
    );
  }

  putAll(rows: readonly { readonly row: number; readonly bytes: Buffer }[]): void {
    for (const [statement, values] of this.puts.parts(rows, ({ row, bytes }) => [row, bytes]))
      statement.run(values);
  }
}
