/** Why a backup is not made or not restored. */
export type RefusalCode =
  | 'changed'
  | 'damaged'
  | 'exists'
  | 'needs_passphrase'
  | 'needs_stop'
  | 'newer'
  | 'not_empty'
  | 'other_key'
  | 'unknown_file';

/** A backup is not made or not restored; the words are for whoever called the command. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';

  constructor(
    readonly code: RefusalCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
