import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createSealer } from '../base/index.js';
import { BackupRefused } from './backup-refused.js';

/** The format that this program writes; it reads this one and those before. */
export const FORMAT = 1;

/** What a passphrase's key is derived with (RFC 7914): 128 MB and about half a second, for whoever guesses too. */
export const SCRYPT = { N: 131_072, r: 8, p: 1 } as const;

const encryption = z.strictObject({
  kdf: z.literal('scrypt'),
  // A file from elsewhere may not choose how much memory reading it takes.
  N: z.literal(SCRYPT.N),
  r: z.literal(SCRYPT.r),
  p: z.literal(SCRYPT.p),
  salt: z.base64url().length(22),
  cipher: z.literal('aes-256-gcm'),
});

const collection = z.strictObject({
  name: z.string().min(1).max(200),
  count: z.int().min(0),
  /** Extended JSON. */
  indexes: z.array(z.record(z.string(), z.json())),
});

const header = z.strictObject({
  laurelBackup: z.literal(FORMAT),
  madeAt: z.iso.datetime(),
  /** The version of the program that wrote it. */
  version: z.string().max(50),
  publicUrl: z.string().max(2_000),
  /** Each MASTER_KEY of the store, as a digest that does not reveal it. */
  keys: z.array(z.string().max(100)).min(1).max(100),
  encryption: encryption.nullable(),
  collections: z.array(collection).max(10_000),
});

/** The first line of a backup, readable without a passphrase; every part after it is bound to it. */
export type BackupHeader = z.infer<typeof header>;
/** How a backup is encrypted. */
export type Encryption = z.infer<typeof encryption>;

/** A backup that cannot be read as it is. @param cause for the log */
export const damaged = (cause?: unknown): BackupRefused =>
  new BackupRefused(
    'damaged',
    'The backup is damaged or cut off, or the passphrase is another one.',
    { cause },
  );

/**
 * @param line the first line of the file, without its end
 * @throws BackupRefused `unknown_file` for a file that is no backup, `newer` for a later format, `damaged`
 */
export function parseHeader(line: string): BackupHeader {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw unknownFile(cause);
  }
  const named = z.looseObject({ laurelBackup: z.int() }).safeParse(json);
  if (!named.success) throw unknownFile();
  if (named.data.laurelBackup > FORMAT)
    throw new BackupRefused(
      'newer',
      'The backup was written by a later version: restore it with that one.',
    );
  const parsed = header.safeParse(json);
  if (!parsed.success) throw damaged(parsed.error);
  return parsed.data;
}

const unknownFile = (cause?: unknown): BackupRefused =>
  new BackupRefused('unknown_file', 'The file is not a backup of this program.', { cause });

/** Names the keys that a store is sealed with, without revealing them. */
export const nameKeys = (masterKeys: readonly Uint8Array[]): string[] =>
  masterKeys.map((key) => createSealer([key]).digest('laurel backup', 'backup'));

/**
 * @throws BackupRefused `other_key` where a key is missing that the store may be sealed with
 */
export function checkKeys(wanted: readonly string[], masterKeys: readonly Uint8Array[]): void {
  const had = new Set(nameKeys(masterKeys));
  if (wanted.every((key) => had.has(key))) return;
  throw new BackupRefused(
    'other_key',
    'The backup belongs to another MASTER_KEY: set it as it was when the backup was made.',
  );
}

/** @returns what binds every part of a file to its first line */
export const bindingOf = (line: string): Buffer => createHash('sha256').update(line).digest();
