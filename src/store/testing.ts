import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { startEmbeddedMongo } from '../embedded/index.js';
import { buildIndexes } from './build-indexes.js';
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

/** A store that has its indexes and nothing else. */
interface BuiltStore {
  readonly indexes: string;
  /** Its file, base64. */
  readonly file: string;
}

/** Built stores by kind: to build the indexes of the application takes longer than most tests. */
const built = new Map<string, BuiltStore>();

/** The folder of a run of tests, which its processes share; none where something else starts a store. */
const sharedFile = (kind: string): string | undefined => {
  const folder = process.env['LAUREL_TEST_FOLDER'];
  return folder === undefined ? undefined : path.join(folder, `built-${kind}.json`);
};

async function findBuilt(kind: string): Promise<BuiltStore | undefined> {
  const file = sharedFile(kind);
  if (!built.has(kind) && file !== undefined && existsSync(file))
    built.set(kind, JSON.parse(await readFile(file, 'utf8')) as BuiltStore);
  return built.get(kind);
}

async function keepBuilt(kind: string, store: BuiltStore): Promise<void> {
  built.set(kind, store);
  const file = sharedFile(kind);
  if (file === undefined) return;
  // Whole or not at all, whichever process comes first.
  await writeFile(`${file}.${process.pid}`, JSON.stringify(store));
  await rename(`${file}.${process.pid}`, file);
}

/** The database of an embedded test store, whose file is its own. */
const NAME = 'laurel_test';

/** Nothing runs out by itself: the machine's clock, once a minute, would remove what a test at an hour of its own still needs. */
const NO_TIME = (): Date => new Date(0);

const isOutside = (): boolean => (process.env['TEST_MONGODB_URL'] ?? '') !== '';

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
  const outside = process.env['TEST_MONGODB_URL'] ?? '';
  if (isOutside()) {
    const name = `${NAME}_${randomBytes(6).toString('hex')}`;
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
  return startEmbedded(NAME);
}

/** What the models of a connection ask to be indexed, as text. */
const indexesOf = (connection: Connection): string =>
  JSON.stringify(
    Object.values(connection.models).map(({ collection, schema }) => [
      collection.collectionName,
      schema.indexes(),
    ]),
  );

/**
 * As {@link startTestStore}, for what starts often with the same models: once its indexes were built in this process, the next
 * one begins with them. Where the models differ they are built as ever.
 * @param kind names those models, such as the application's
 */
export async function startBuiltStore(kind: string): Promise<TestStore> {
  if (isOutside()) return startTestStore();
  const found = await findBuilt(kind);
  const written = found && { bytes: Buffer.from(found.file, 'base64'), now: NO_TIME };
  const store = await startEmbedded(NAME, written);
  return {
    ...store,
    async buildIndexes() {
      const indexes = indexesOf(store.connection);
      if (found?.indexes === indexes) return;
      await store.buildIndexes();
      if (!found) await keepBuilt(kind, { indexes, file: await buildAlike(store.connection) });
    },
  };
}

/** @returns the file, base64, of a store in which the models of a connection have their indexes, and nothing else is */
async function buildAlike({ models }: Connection): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'laurel-test-'));
  const file = path.join(folder, 'store.sqlite');
  const server = await startEmbeddedMongo({ file, inProcess: true, now: NO_TIME });
  const connection = await connect(server.url, NAME);
  for (const [name, { schema, collection }] of Object.entries(models))
    connection.model(name, schema, collection.collectionName);
  await buildIndexes(connection);
  await connection.close();
  await server.stop();
  const text = await readFile(file, 'base64');
  await rm(folder, { recursive: true, force: true });
  return text;
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
