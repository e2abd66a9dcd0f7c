import type { mongo } from 'mongoose';
import type { Row } from './clone.js';

const BATCH = 2_000;

/** Takes rows one by one and inserts them by the thousand, straight into their collections. */
export interface Writer {
  put(collection: string, row: Row): Promise<void>;
  /** Inserts what is left. @returns how many rows went into each collection */
  end(): Promise<ReadonlyMap<string, number>>;
}

export function createWriter(db: mongo.Db): Writer {
  const waiting = new Map<string, Row[]>();
  const done = new Map<string, number>();
  const flush = async (collection: string, rows: Row[]): Promise<void> => {
    if (rows.length === 0) return;
    await db.collection(collection).insertMany(rows.splice(0), { ordered: false });
  };
  return {
    async put(collection, row) {
      const rows = waiting.get(collection) ?? [];
      waiting.set(collection, rows);
      rows.push(row);
      done.set(collection, (done.get(collection) ?? 0) + 1);
      if (rows.length >= BATCH) await flush(collection, rows);
    },
    async end() {
      for (const [collection, rows] of waiting) await flush(collection, rows);
      return done;
    },
  };
}
