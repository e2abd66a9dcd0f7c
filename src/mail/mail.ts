import { backOffMs, type BackOff } from '../base/index.js';

/** Which deployment's school a mail comes from. */
export interface SchoolOf {
  readonly platformId: string;
  readonly deploymentId: string;
}

/** What the outbox is asked to send. */
export interface NewMail {
  /** Says what the mail is about, e.g. `award:<id>:earned`. A second mail of the same key is never made. */
  readonly key: string;
  readonly to: string;
  /** Whom it is about; absent: nobody known here. */
  readonly personId?: string;
  /** `views/mail/<view>.hbs` and `.txt.hbs`; its subject is the message `mail.<view>.subject`. */
  readonly view: string;
  /** Plain values for the templates and the subject. */
  readonly model: Readonly<Record<string, unknown>>;
  /** BCP 47; absent: English. */
  readonly locale?: string;
  /** An https address that ends mail of this kind by a POST alone (RFC 8058). */
  readonly unsubscribe?: string;
  /** In whose brand; absent: in that of this program. */
  readonly school?: SchoolOf;
  /** The address that answers go to; absent: the sender's. */
  readonly replyTo?: string;
  /** Not sent before: room for an undo. */
  readonly notBefore?: Date;
}

/** `pending` waits, `sending` is leased by a worker, `failed` was given up. */
export type MailState = 'pending' | 'sending' | 'sent' | 'failed' | 'cancelled';

/** What may be told about a mail without telling to whom and what. */
export interface MailEntry {
  readonly key: string;
  readonly view: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly notBefore: Date;
  readonly sentAt?: Date;
  /** Why the last attempt failed, in the mail server's code, never its words. */
  readonly error?: string;
}

/** A mail as its reader gets it. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly unsubscribe?: string;
  readonly replyTo?: string;
}

export const LEASE_MS = 2 * 60_000;
const RETRY: BackOff = { firstMs: 30_000, factor: 4, mostMs: 6 * 3_600_000 };
export const MAX_ATTEMPTS = 10;
/** A mail that waited longer (there was no mail server) would only puzzle its reader. */
export const STALE_MS = 14 * 86_400_000;

/** How long to wait after the n-th failed attempt, in milliseconds. */
export function retryDelay(attempts: number): number {
  return backOffMs(RETRY, attempts);
}

/** A mail server's 5xx is an answer for good (RFC 5321, 4.2.1); anything else may pass. */
export function isPermanent(error: unknown): boolean {
  const code = (error as { responseCode?: unknown } | null)?.responseCode;
  return typeof code === 'number' && code >= 500 && code <= 599;
}

/** What may be kept of a failure: codes alone, for a mail server's words may quote the address. */
export function describeFailure(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const parts = [code, responseCode].filter((part) => ['string', 'number'].includes(typeof part));
  return parts.map(String).join(' ') || 'unknown';
}
