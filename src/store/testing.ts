import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedMongo } from '../embedded/index.js';
import { connect, toStore, type Store } from './open-store.js';

/** A store for tests and how to reach it a second time. */
export interface TestStore extends Store {
  readonly url: string;
}

/**
 * An empty database of its own for one test file: on MONGODB_URL when that is set, else on an embedded server in
 * this process. `close()` drops it.
 */
export async function startTestStore(): Promise<TestStore> {
  const name = `laurel_test_${randomBytes(6).toString('hex')}`;
  const outside = process.env['MONGODB_URL'];
  if (outside !== undefined && outside !== '') {
    const connection = await connect(outside, name);
    const store = toStore(connection, () => Promise.resolve());
    return {
      ...store,
      url: outside,
      async close() {
        await connection.dropDatabase();
        await store.close();
      },
    };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'laurel-test-'));
  const server = await startEmbeddedMongo({
    file: path.join(folder, 'store.sqlite'),
    inProcess: true,
  });
  const connection = await connect(server.url, name);
  const store = toStore(connection, async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { ...store, url: server.url };
}
