export type StoreErrorCode =
  | 'in_use'
  | 'foreign_file'
  | 'not_writable'
  | 'not_private'
  | 'damaged'
  | 'disk_full';

/** The store's file cannot be served; the message says why in words for whoever runs it. */
export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const MEANINGS: [pattern: RegExp, code: StoreErrorCode, words: (file: string) => string][] = [
  [/locked|SQLITE_BUSY/i, 'in_use', (file) => `${file} is served by another process.`],
  [
    /not a database|SQLITE_NOTADB/i,
    'foreign_file',
    (file) => `${file} is not a store of this program; it was left as it is.`,
  ],
  [
    /readonly|read-only|unable to open|SQLITE_CANTOPEN|SQLITE_READONLY|EACCES|EPERM|EROFS|ENOENT|ENOTDIR/i,
    'not_writable',
    (file) => `${file} cannot be written: check the directory, its owner and its mode.`,
  ],
  [/malformed|SQLITE_CORRUPT/i, 'damaged', (file) => `${file} is damaged: restore a backup.`],
  [
    /full|SQLITE_FULL|ENOSPC|EDQUOT/i,
    'disk_full',
    (file) => `The disk that holds ${file} is full.`,
  ],
];

/** Puts a failure of SQLite or of a system call into words. */
export function toStoreError(error: unknown, file: string): Error {
  if (error instanceof StoreError) return error;
  const { message, code } = error as { message?: string; code?: string };
  // The message of a failed system call names the path, which may hold any word.
  const text = code?.startsWith('E') ? code : `${code ?? ''} ${message ?? ''}`;
  const [, kind, words] = MEANINGS.find(([pattern]) => pattern.test(text)) ?? [];
  if (kind && words) return new StoreError(kind, words(file), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
