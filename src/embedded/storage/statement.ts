/** A prepared statement, narrowed to how it is used. */
export interface Statement {
  run(...values: unknown[]): { changes: number };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown;
}

/** A document's row as the statements give it; libsql hands blobs out as ArrayBuffers. */
export type Row = [row: number, bytes: ArrayBuffer];
export type KeyedRow = [row: number, bytes: ArrayBuffer, key: ArrayBuffer];
