import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedMongo } from '../embedded/index.js';
import { connect, toStore, type Store } from './open-store.js';

/** A store for tests and how to reach it a second time. */
export interface TestStore extends Store {
  readonly url: string;
}

/** The file of a store, as an installation without MONGODB_URL leaves it. */
export interface WrittenStore {
  readonly bytes: Uint8Array;
  readonly now: () => Date;
}

/** Nothing runs out by itself: the machine's clock, once a minute, would remove what a test at an hour of its own still needs. */
const NO_TIME = (): Date => new Date(0);

/** Tests may count and name what is asked of the store (`commandStarted` of the driver's client). */
const WATCHED = { monitorCommands: true };

/**
 * An empty database of its own for one test file: on TEST_MONGODB_URL when that is set, else on an embedded server in
 * this process. `close()` drops it.
 * @param written a store that was written before, as the embedded server's file: a copy of it is opened, at the time it
 *   is told, so that nothing in it has run out
 */
export async function startTestStore(written?: WrittenStore): Promise<TestStore> {
  if (written) return startEmbedded('test', written);
  const name = `laurel_test_${randomBytes(6).toString('hex')}`;
  const outside = process.env['TEST_MONGODB_URL'];
  if (outside !== undefined && outside !== '') {
    const connection = await connect(outside, name, WATCHED);
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
  return startEmbedded(name);
}

async function startEmbedded(name: string, written?: WrittenStore): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'laurel-test-'));
  const file = path.join(folder, 'store.sqlite');
  if (written) await writeFile(file, written.bytes);
  const server = await startEmbeddedMongo({ file, inProcess: true, now: written?.now ?? NO_TIME });
  const connection = await connect(server.url, name, WATCHED);
  const store = toStore(connection, async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { ...store, url: server.url };
}
