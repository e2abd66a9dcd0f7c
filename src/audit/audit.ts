import type { AuditAction } from './actions.js';

/** What was done, by whom. Written once, never changed. Holds ids, never names, grades or tokens. */
export interface AuditEntry {
  readonly at: Date;
  /** `person:<id>`, `operator`, or `laurel` for what happens by itself. */
  readonly actor: string;
  /** A verb in the past and its noun, such as `badge.issued` or `platform.added`. */
  readonly action: string;
  /** What it was done to: `<kind>:<id>`. */
  readonly subject: string;
  readonly platformId?: string;
  readonly deploymentId?: string;
  readonly contextId?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where an entry stands in the log: many have one time. */
export interface AuditPlace {
  readonly at: Date;
  readonly id: string;
}

export interface AuditQuery {
  readonly platformId?: string;
  readonly deploymentId?: string;
  readonly contextId?: string;
  readonly subject?: string;
  readonly action?: string;
  readonly actor?: string;
  /** Whom it was done to: `<platform>/<user>`. */
  readonly personKey?: string;
  /** From this moment on. */
  readonly from?: Date;
  /** Until before this moment. */
  readonly until?: Date;
  /** The last entry of the page before: older ones follow. */
  readonly after?: AuditPlace;
  readonly limit?: number;
}

/** What is to be written down; when is added. */
type NewEntry = Omit<AuditEntry, 'at' | 'action'> & { readonly action: AuditAction };

/** What a step that may be repeated writes down. */
type RepeatableEntry = NewEntry & {
  /** The same for the same step: what was written down under it is not written down again. */
  readonly key: string;
};

export interface Audit {
  record(entry: NewEntry): Promise<void>;
  /** Writes down many with one write, each once however often it is repeated. */
  recordAll(entries: readonly RepeatableEntry[]): Promise<void>;
  /** Lists entries, the newest first; 100 unless told. */
  list(query?: AuditQuery): Promise<AuditEntry[]>;
  /** A page of the log, each entry with its place. */
  page(query: AuditQuery): Promise<(AuditEntry & AuditPlace)[]>;
}
