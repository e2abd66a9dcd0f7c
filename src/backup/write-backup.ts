import { createHash } from 'node:crypto';
import { link, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { BSON } from 'mongodb';
import type { Clock, Settings } from '../base/index.js';
import { HOLDS, isTooOld, openSnapshot, type Connection, type Snapshot } from '../store/index.js';
import { BackupRefused } from './backup-refused.js';
import { bindingOf, FORMAT, nameKeys, type BackupHeader } from './format.js';
import { frame } from './frames.js';
import { deriveKey, newEncryption } from './passphrase.js';

/** What {@link writeBackup} works with. */
export interface BackupDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly masterKeys: readonly Uint8Array[];
  /** Told of each collection when it is written. */
  readonly onProgress?: (collection: string, count: number) => void;
}

/** How a backup is made. */
export interface BackupOptions {
  /** Where it is written; there must be nothing yet. */
  readonly file: string;
  /** Absent: it is not encrypted. Secrets in the store are sealed by MASTER_KEY either way; people's names are not. */
  readonly passphrase?: string;
  /** Nothing writes to a single MongoDB server meanwhile. */
  readonly isStopped?: boolean;
  readonly version: string;
}

async function describe(
  snapshot: Snapshot,
  deps: BackupDeps,
  options: BackupOptions,
): Promise<BackupHeader> {
  const collections = [];
  for (const name of snapshot.collections) {
    if (name === HOLDS) continue;
    const count = await snapshot.count(name);
    const indexes = (await snapshot.indexesOf(name))
      .filter((index) => index.name !== '_id_')
      .map(
        ({ v: _v, ns: _ns, ...index }) =>
          BSON.EJSON.serialize(index) as BackupHeader['collections'][number]['indexes'][number],
      );
    collections.push({ name, count, indexes });
  }
  return {
    laurelBackup: FORMAT,
    madeAt: deps.clock.now().toISOString(),
    version: options.version,
    publicUrl: deps.settings.publicUrl,
    keys: nameKeys(deps.masterKeys),
    encryption: options.passphrase === undefined ? null : newEncryption(),
    collections,
  };
}

const tooSlow = (cause: unknown): BackupRefused =>
  new BackupRefused(
    'changed',
    'MongoDB let go of the moment that was read: raise minSnapshotHistoryWindowInSeconds, or stop every Laurel process and call again with --stopped.',
    { cause },
  );

/** Every document, collection by collection as the header lists them, and a last document with a hash of each collection. */
async function* contentsOf(
  snapshot: Snapshot,
  { collections }: BackupHeader,
  onProgress: BackupDeps['onProgress'],
): AsyncGenerator<Uint8Array> {
  const hashes: Record<string, string> = {};
  for (const { name, count } of collections) {
    const hash = createHash('sha256');
    let found = 0;
    for await (const bytes of snapshot.documents(name)) {
      found += 1;
      hash.update(bytes);
      yield bytes;
    }
    if (found !== count)
      throw new BackupRefused(
        'changed',
        `The store changed while ${name} was read: stop every Laurel process, and try again.`,
      );
    hashes[name] = hash.digest('hex');
    onProgress?.(name, count);
  }
  yield BSON.serialize({ hashes });
}

/**
 * Writes a store as it is now, whichever engine it is on, into one file that its owner alone may read. The file has its
 * name only once all of it is on the disk.
 * @returns what was written
 * @throws BackupRefused `exists` where there is a file of this name; `needs_stop` for a single MongoDB server
 */
export async function writeBackup(
  deps: BackupDeps,
  options: BackupOptions,
): Promise<BackupHeader & { readonly bytes: number }> {
  const file = path.resolve(options.file);
  const exists = new BackupRefused('exists', `${file} is there already; it was left as it is.`);
  if (await stat(file).catch(() => null)) throw exists;
  const { isStopped = false } = options;
  const snapshot = await openSnapshot(deps.connection, { folder: path.dirname(file), isStopped });
  if (snapshot === null)
    throw new BackupRefused(
      'needs_stop',
      'A single MongoDB server cannot be read as it was at one moment: stop every Laurel process, and call again with --stopped.',
    );
  const half = `${file}.${process.pid}.part`;
  try {
    const header = await describe(snapshot, deps, options);
    const line = JSON.stringify(header);
    const { encryption } = header;
    const key = encryption === null ? null : await deriveKey(options.passphrase ?? '', encryption);
    const handle = await open(half, 'wx', 0o600);
    let bytes = 0;
    try {
      const write = async (part: Uint8Array) => {
        await handle.writeFile(part);
        bytes += part.length;
      };
      await write(Buffer.from(`${line}\n`));
      const contents = Readable.from(contentsOf(snapshot, header, deps.onProgress));
      const packed = createGzip();
      contents.on('error', (error) => packed.destroy(error));
      for await (const part of frame(contents.pipe(packed), { binding: bindingOf(line), key }))
        await write(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link, unlike a renaming, never takes the place of a file that came meanwhile.
    await link(half, file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? exists : error;
    });
    return { ...header, bytes };
  } catch (error) {
    throw isTooOld(error) ? tooSlow(error) : error;
  } finally {
    await rm(half, { force: true });
    await snapshot.close();
  }
}
