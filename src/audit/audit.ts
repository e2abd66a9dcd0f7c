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

export interface AuditQuery {
  readonly platformId?: string;
  readonly deploymentId?: string;
  readonly contextId?: string;
  readonly subject?: string;
  readonly action?: string;
  /** Entries older than this: the next page. */
  readonly before?: Date;
  readonly limit?: number;
}

export interface Audit {
  record(entry: Omit<AuditEntry, 'at'>): Promise<void>;
  /** Lists entries, the newest first; 100 unless told. */
  list(query?: AuditQuery): Promise<AuditEntry[]>;
}
