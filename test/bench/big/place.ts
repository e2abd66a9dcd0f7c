import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { createLogger } from '../../../src/base/index.js';
import { openStore, type Store } from '../../../src/store/index.js';

/** Where a store lies: on the MongoDB of TEST_MONGODB_URL, or in a folder. */
export interface Place {
  readonly engine: 'mongod' | 'embedded';
  /** The settings by which a process opens it. */
  readonly env: { readonly MONGODB_URL: string } | { readonly DATA_DIR: string };
  remove(): Promise<void>;
}

/** @param name of a database of its own, or part of a folder's name */
export function makePlace(name: string): Place {
  const server = process.env['TEST_MONGODB_URL'];
  if (server === undefined || server === '') {
    const folder = mkdtempSync(path.join(tmpdir(), `laurel-bench-${name}-`));
    return {
      engine: 'embedded',
      env: { DATA_DIR: folder },
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    };
  }
  const url = server.replace(/\/(\?|$)/, `/laurel_bench_${name}_${process.pid}$1`);
  return {
    engine: 'mongod',
    env: { MONGODB_URL: url },
    async remove() {
      const connection = await mongoose.createConnection(url).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

/** Opens a store beside whoever else has it open. */
export const openPlace = ({ env }: Pick<Place, 'env'>): Promise<Store> =>
  openStore(
    'DATA_DIR' in env ? { dataDir: env.DATA_DIR } : { dataDir: '', mongodbUrl: env.MONGODB_URL },
    createLogger('error'),
  );
