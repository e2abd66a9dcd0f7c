import { backOffMs, type BackOff } from '../base/index.js';

/** Which deployment's school a mail comes from. */
export interface SchoolOf {
  readonly platformId: string;
  readonly deploymentId: string;
}

/** A version of an achievement, whose picture a mail shows. */
export interface BadgePicture {
  readonly achievementId: string;
  readonly version: number;
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
  /** Whose administrators see it in the outbox, where no school sends it. */
  readonly platformId?: string;
  /** The badge whose picture it shows. */
  readonly picture?: BadgePicture;
  /** It asks whether the address works: it goes there even if mail came back before. */
  readonly isProbe?: boolean;
  /** The address that answers go to; absent: the sender's. */
  readonly replyTo?: string;
  /** Not sent before: room for an undo. */
  readonly notBefore?: Date;
}

/**
 * `pending` waits, `sending` is leased by a worker, `failed` was given up. `bounced`: the address was refused for good; `held`: it
 * was before, and nothing is sent there until its person confirms it.
 */
export const MAIL_STATES = [
  ...(['pending', 'sending', 'sent', 'failed'] as const),
  ...(['bounced', 'held', 'cancelled'] as const),
];
export type MailState = (typeof MAIL_STATES)[number];

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
  /** Pictures that the HTML shows by `cid:` (RFC 2392). */
  readonly embedded?: readonly { readonly cid: string; readonly png: Uint8Array }[];
  readonly unsubscribe?: string;
  readonly replyTo?: string;
}

export const LEASE_MS = 2 * 60_000;
const RETRY: BackOff = { firstMs: 30_000, factor: 4, mostMs: 6 * 3_600_000 };
export const MAX_ATTEMPTS = 10;
/** A mail that waited longer (there was no mail server) would only puzzle its reader. */
export const STALE_MS = 14 * 86_400_000;

/** How long the content of a mail that was sent is kept, sealed: an administrator can look at it and send it again. */
export const KEPT_MS = 14 * 86_400_000;
/**
 * Mail that an administrator may read and send again. What holds a secret link, or what one person wrote to another, is
 * nobody's but its reader's.
 */
const OPEN_VIEWS: ReadonlySet<string> = new Set([
  ...['badge-earned', 'badge-renewed', 'badge-ending', 'badge-revoked', 'badge-corrected'],
  ...['course-digest', 'decision-needed'],
]);
/** Whether an administrator may read a mail of this kind, and send it again. */
export const isOpenView = (view: string): boolean => OPEN_VIEWS.has(view);

/** How long to wait after the n-th failed attempt, in milliseconds. */
export function retryDelay(attempts: number): number {
  return backOffMs(RETRY, attempts);
}

/** A mail server's 5xx is an answer for good (RFC 5321, 4.2.1); anything else may pass. */
export function isPermanent(error: unknown): boolean {
  const code = (error as { responseCode?: unknown } | null)?.responseCode;
  return typeof code === 'number' && code >= 500 && code <= 599;
}

/** Replies that say that there is no such mailbox (RFC 5321, 4.2.2); a refusal of what a mail says is none of them. */
const NO_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553]);

/**
 * Whether a mail server refused the address for good. Where it gives an enhanced code (RFC 3463), that one decides: 5.1.x is about
 * the address, 5.2.1 about a mailbox that is closed; 5.7.x is policy, whatever the three digits say.
 */
export function isBounce(error: unknown): boolean {
  const { code, command, response, responseCode } = (error ?? {}) as Record<string, unknown>;
  if (code !== 'EENVELOPE' || !isPermanent(error)) return false;
  if (command !== undefined && command !== 'RCPT TO') return false;
  const [, enhanced] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(String(response)) ?? [];
  if (enhanced !== undefined) return enhanced.startsWith('5.1.') || enhanced === '5.2.1';
  return NO_MAILBOX.has(Number(responseCode));
}

/** What may be kept of a failure: codes alone, for a mail server's words may quote the address. */
export function describeFailure(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const parts = [code, responseCode].filter((part) => ['string', 'number'].includes(typeof part));
  return parts.map(String).join(' ') || 'unknown';
}
