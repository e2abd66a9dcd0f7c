import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { mongo, type Connection } from 'mongoose';
import { startEmbeddedMongo } from '../embedded/index.js';
import { connect } from './open-store.js';

/** An index as the store describes it. */
export type IndexDescription = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
};

/** A whole store as it was at one moment, while others go on writing to it. */
export interface Snapshot {
  /** Names of the collections, in the order of the alphabet. */
  readonly collections: readonly string[];
  count(collection: string): Promise<number>;
  indexesOf(collection: string): Promise<IndexDescription[]>;
  /** Every document, as the bytes that the store has. */
  documents(collection: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const isCode = (error: unknown, code: number): boolean =>
  error instanceof mongo.MongoServerError && error.code === code;
const COMMAND_NOT_FOUND = 59;
const SNAPSHOT_TOO_OLD = 239;

/** Whether a set of servers has let go of the moment that was being read. */
export const isTooOld = (error: unknown): boolean => isCode(error, SNAPSHOT_TOO_OLD);

async function toSnapshot(
  connection: Connection,
  session: mongo.ClientSession | undefined,
  close: () => Promise<void>,
): Promise<Snapshot> {
  const { db } = connection;
  if (!db) throw new Error('the connection is not open');
  const listed = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
  const options = session ? { session } : {};
  return {
    collections: listed
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('system.'))
      .sort(),
    count: (name) => db.collection(name).countDocuments({}, options),
    indexesOf: async (name) => (await db.collection(name).indexes()) as IndexDescription[],
    documents: (name) =>
      // With `raw` the driver gives each document's bytes, whatever the type says.
      db.collection(name).find({}, { ...options, raw: true, batchSize: 500 }) as never,
    close,
  };
}

/** The embedded store makes a consistent copy of its file; the copy is read by a server of its own. */
async function openCopy(connection: Connection, file: string): Promise<Snapshot | null> {
  try {
    await connection.db?.admin().command({ embeddedBackup: file });
  } catch (error) {
    if (isCode(error, COMMAND_NOT_FOUND)) return null;
    throw error;
  }
  const remove = () => rm(file, { force: true });
  // In the copy nothing runs out while it is read: what is counted first is what is found.
  const server = await startEmbeddedMongo({ file, inProcess: true, now: () => new Date(0) }).catch(
    async (error: unknown) => {
      await remove();
      throw error;
    },
  );
  const copy = await connect(server.url, connection.name);
  return toSnapshot(copy, undefined, async () => {
    await copy.close();
    await server.stop();
    for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
  });
}

/**
 * Opens the store as it is now: on a replica set by reads at one moment (read concern `snapshot`), on the embedded store by a copy
 * of its file.
 * @param folder where the copy of an embedded store stands meanwhile: it needs as much room as the store
 * @param isStopped the operator says that nothing writes to it: a single MongoDB server has no snapshots, and a set keeps them for a while only
 * @returns null for a single MongoDB server, unless `isStopped`
 */
export async function openSnapshot(
  connection: Connection,
  { folder, isStopped = false }: { readonly folder: string; readonly isStopped?: boolean },
): Promise<Snapshot | null> {
  const copy = await openCopy(
    connection,
    `${folder}/.store-${randomBytes(6).toString('hex')}.sqlite`,
  );
  if (copy) return copy;
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (isStopped) return toSnapshot(connection, undefined, () => Promise.resolve());
  if (hello?.['setName'] === undefined) return null;
  const session = connection.getClient().startSession({ snapshot: true });
  return toSnapshot(connection, session, () => session.endSession());
}
