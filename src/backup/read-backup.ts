import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BSON } from 'mongodb';
import { BackupRefused } from './backup-refused.js';
import { createByteReader } from './byte-reader.js';
import { bindingOf, damaged, parseHeader, type BackupHeader } from './format.js';
import { unframe } from './frames.js';
import { deriveKey } from './passphrase.js';

/** A document of a backup. */
export interface BackupDocument {
  readonly collection: string;
  readonly bytes: Buffer;
}

/** The most bytes of a first line, and of a document (MongoDB's 16 MiB and what it adds for itself). */
const MOST_HEADER = 8_388_608;
const MOST_DOCUMENT = 16_793_600;

/** Opens a file up to its first line. */
async function openFile(file: string) {
  const source = createReadStream(file, { highWaterMark: 262_144 });
  try {
    const reader = createByteReader(source);
    const line = await reader.takeLine(MOST_HEADER);
    return { source, reader, line, header: parseHeader(line) };
  } catch (error) {
    source.destroy();
    throw error;
  }
}

/** @returns what a backup says of itself; nothing of it is proven yet */
export async function readHeader(file: string): Promise<BackupHeader> {
  const { source, header } = await openFile(file);
  source.destroy();
  return header;
}

/**
 * @returns the key of a backup; null for one that is not encrypted
 * @throws BackupRefused `needs_passphrase`
 */
export async function keyOf(
  { encryption }: BackupHeader,
  passphrase: string | undefined,
): Promise<Buffer | null> {
  if (encryption === null) return null;
  if (passphrase === undefined)
    throw new BackupRefused(
      'needs_passphrase',
      'The backup is encrypted: set BACKUP_PASSPHRASE, or name a file with --passphrase-file.',
    );
  return deriveKey(passphrase, encryption);
}

/**
 * Reads every document in order, and at the end holds counts and hashes against what was written.
 * @throws (of the stream) BackupRefused `damaged` where anything is not as it was written, a wrong passphrase among it
 */
export async function* readBackup(
  file: string,
  key: Buffer | null,
): AsyncGenerator<BackupDocument> {
  const { source, reader, line, header } = await openFile(file);
  try {
    const packed = Readable.from(unframe(reader, { binding: bindingOf(line), key }));
    const contents = createGunzip();
    packed.on('error', (error) => contents.destroy(error));
    const documents = createByteReader(packed.pipe(contents));
    const take = async (): Promise<Buffer> => {
      const head = await documents.take(4);
      const length = head.readInt32LE();
      if (length < 5 || length > MOST_DOCUMENT) throw damaged();
      return Buffer.concat([head, await documents.take(length - 4)]);
    };
    const hashes: Record<string, string> = {};
    for (const { name, count } of header.collections) {
      const hash = createHash('sha256');
      for (let left = count; left > 0; left -= 1) {
        const bytes = await take();
        hash.update(bytes);
        yield { collection: name, bytes };
      }
      hashes[name] = hash.digest('hex');
    }
    const written = BSON.deserialize(await take())['hashes'] as unknown;
    const isSame = JSON.stringify(written) === JSON.stringify(hashes);
    if (!isSame || !(await documents.isAtEnd())) throw damaged();
  } catch (error) {
    throw error instanceof BackupRefused ? error : damaged(error);
  } finally {
    source.destroy();
  }
}
