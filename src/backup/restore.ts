import { BSON, type Document } from 'mongodb';
import type { Clock } from '../base/index.js';
import { writeHold, type Connection } from '../store/index.js';
import { BackupRefused } from './backup-refused.js';
import { checkKeys, type BackupHeader } from './format.js';
import { keyOf, readBackup, readHeader } from './read-backup.js';

/** What {@link restoreBackup} works with. */
export interface RestoreDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly masterKeys: readonly Uint8Array[];
  /** Told when the whole file was read and is sound, and then of each collection that is in the store. */
  readonly onProgress?: (collection: string | null, count: number) => void;
}

const AT_ONCE = { documents: 1_000, bytes: 8_388_608 };
const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

/** Documents keep the types of their numbers and patterns. */
const toDocument = (bytes: Buffer): Document =>
  BSON.deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true });

/** @throws BackupRefused `not_empty` where the store holds a document */
async function checkEmpty(connection: Connection): Promise<void> {
  const listed = (await connection.db?.listCollections().toArray()) ?? [];
  for (const { name } of listed) {
    const found = await connection.db?.collection(name).findOne({}, { projection: { _id: 1 } });
    if (found)
      throw new BackupRefused(
        'not_empty',
        `The store is not empty (${name} has documents): restore into an empty DATA_DIR or database.`,
      );
  }
}

/** Reads the whole file once. @returns how many documents it holds. @throws BackupRefused `damaged` */
async function proveWhole(file: string, key: Buffer | null): Promise<number> {
  let count = 0;
  for await (const { bytes } of readBackup(file, key)) {
    // A document that cannot be read back is found here, and not halfway through the writing.
    toDocument(bytes);
    count += 1;
  }
  return count;
}

async function makeIndexes(connection: Connection, header: BackupHeader): Promise<void> {
  for (const { name, indexes } of header.collections) {
    await connection.db?.createCollection(name).catch((error: unknown) => {
      // NamespaceExists: somebody who looked at the empty store made it.
      if ((error as { code?: unknown }).code !== 48) throw error;
    });
    if (indexes.length === 0) continue;
    const specs = indexes.map((index) => BSON.EJSON.deserialize(index) as Document);
    await connection.db?.collection(name).createIndexes(specs as never);
  }
}

async function writeAll(file: string, key: Buffer | null, deps: RestoreDeps): Promise<void> {
  const { connection, onProgress } = deps;
  let batch: Document[] = [];
  let size = 0;
  let name: string | undefined;
  let count = 0;
  const flush = async (): Promise<void> => {
    if (name !== undefined && batch.length > 0)
      await connection.db?.collection(name).insertMany(batch, { ordered: false, ...DURABLE });
    batch = [];
    size = 0;
  };
  const endCollection = async (): Promise<void> => {
    await flush();
    if (name !== undefined) onProgress?.(name, count);
    count = 0;
  };
  for await (const { collection, bytes } of readBackup(file, key)) {
    if (collection !== name) {
      await endCollection();
      name = collection;
    }
    if (batch.length >= AT_ONCE.documents || size + bytes.length > AT_ONCE.bytes) await flush();
    batch.push(toDocument(bytes));
    size += bytes.length;
    count += 1;
  }
  await endCollection();
}

/**
 * Puts a backup into an empty store, of either engine. The whole file is read and proven before anything is written. Nothing goes
 * out of a restored store until the operator says so (`store -- release`); one whose restore ended halfway is not served.
 * @throws BackupRefused before anything is written
 */
export async function restoreBackup(
  deps: RestoreDeps,
  { file, passphrase }: { readonly file: string; readonly passphrase?: string | undefined },
): Promise<BackupHeader> {
  const { connection, clock } = deps;
  const header = await readHeader(file);
  checkKeys(header.keys, deps.masterKeys);
  const key = await keyOf(header, passphrase);
  await checkEmpty(connection);
  const proven = await proveWhole(file, key);
  deps.onProgress?.(null, proven);
  const hold = { since: clock.now(), madeAt: new Date(header.madeAt) };
  await checkEmpty(connection);
  await writeHold(connection, { ...hold, state: 'restoring' });
  await makeIndexes(connection, header);
  await writeAll(file, key, deps);
  for (const { name, count } of header.collections) {
    // What has run out since goes by itself, as it would have where it was.
    const found = (await connection.db?.collection(name).countDocuments()) ?? 0;
    if (found > count)
      throw new BackupRefused('changed', `Somebody else wrote to ${name} meanwhile.`);
  }
  await writeHold(connection, { ...hold, state: 'held' });
  return header;
}
