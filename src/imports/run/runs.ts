import type { EntryStore } from './entry-store.js';
import type { ImportStore } from './import-store.js';
import type { Counts, Import, ImportOwner, Purpose } from './import.js';

/** A file that is handed in. */
export interface ImportOrder {
  readonly owner: ImportOwner;
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** Who hands it in, as the audit log names actors. */
  readonly actor: string;
  /** What a course's import is for; absent: drafts. */
  readonly purpose?: Purpose;
  /** Whether they may know everybody of the platform. */
  readonly isPlatformWide?: boolean;
}

/** What somebody says with their yes. */
export interface Confirmation {
  /** What stands in a draft where the other system does not say how something is earned. */
  readonly criteria: string;
  /** What badges that are issued anew say of the ones in whose place they are, and the reason that is kept with each. */
  readonly words?: string | undefined;
  readonly actor: string;
}

/** Imports: files that are handed in, previewed, carried out and undone. */
export interface Runs extends Pick<ImportStore, 'find' | 'list' | 'listByTenant'> {
  readonly entries: EntryStore['list'];
  /** Counts what became of the entries of an import. */
  readonly count: (found: Import) => Promise<Counts>;
  /**
   * Opens a file. A person's badges are kept at once; what goes into a course waits for `confirm`.
   * @throws InvalidInput `file_missing`, `too_large`, `too_costly`, Unavailable `too_busy`
   */
  begin(order: ImportOrder): Promise<Import>;
  /**
   * Does what a preview shows: makes its drafts, or issues badges anew.
   * @throws Conflict `import_not_open`, InvalidInput `reason_missing` where nothing is said of badges that are issued anew
   */
  confirm(found: Import, said: Confirmation): Promise<Import>;
  /** Gives a preview up. @throws Conflict `import_not_open` */
  cancel(found: Import, actor: string): Promise<Import>;
  /** Takes back what an import made: kept badges, and drafts that nobody has worked on. @throws Conflict `import_not_open` */
  undo(found: Import, actor: string): Promise<Import>;
  /** Goes on with an import that is under way. */
  advance(id: string): Promise<void>;
  /** Gives up previews that nobody has said yes to for 14 days, and forgets what their files said. */
  forgetOld(): Promise<void>;
}
