/** The result of a verification. Verifying returns findings, and throws for no input. */

import type { Comparison } from './compared.js';

export type Outcome = 'pass' | 'fail' | 'warning' | 'unknown';

export type CheckName =
  | 'file'
  | 'proof'
  | 'contexts'
  | 'resources'
  | 'schema'
  | 'status'
  | 'validity'
  | 'issuer-identity'
  | 'issuer-recognised'
  | 'recipient'
  | 'contained'
  | 'endorsement';

/** The values in a sentence; times as they are in the badge (RFC 3339). */
export type FindingValues = Readonly<Record<string, string>>;

/**
 * One finding. `code` is stable; `detail` is an English sentence. Another language words it by `wording`, where a code
 * has several sentences, else by `code`, and fills in `values`.
 */
export interface Check {
  readonly name: CheckName;
  readonly outcome: Outcome;
  readonly code: string;
  readonly detail: string;
  readonly wording?: string;
  readonly values?: FindingValues;
  /** When the finding was made, as an ISO 8601 time. */
  readonly at: string;
}

export type Finding = Omit<Check, 'name' | 'at'>;

/** `unknown`: nothing is wrong, and something that matters could not be found out. */
export type Verdict = 'valid' | 'invalid' | 'unknown';

export type Format = 'json' | 'jwt' | 'png' | 'svg' | 'pdf';

/** A file of a ZIP. */
export interface ZipEntry {
  /** Its path. */
  readonly name: string;
  /** How many others of the ZIP hold a badge, too; they were not looked at. */
  readonly others: number;
}

/** `open-badge-2` is recognised, not verified; a `learner-record` is a Comprehensive Learner Record 2.0, an `endorsement` an EndorsementCredential (OB 3.0, B.1.9). */
export type Kind =
  | 'open-badge-3'
  | 'learner-record'
  | 'endorsement'
  | 'open-badge-2'
  | 'other-credential'
  | 'unreadable';

export interface Verification {
  readonly verdict: Verdict;
  readonly kind: Kind;
  readonly format: Format | null;
  /** Which file of a ZIP was verified; absent where no ZIP was handed in. */
  readonly entry?: ZipEntry | undefined;
  readonly checks: readonly Check[];
  /** Absent where no issuer is named. */
  readonly issuedBy?: IssuedBy | undefined;
  /** The credential as it was read, with its proof; absent where nothing could be read. */
  readonly credential?: Record<string, unknown> | undefined;
  /** Whether the issuer revoked or suspended the badge, as far as the status check found. */
  readonly state?: 'valid' | 'revoked' | 'suspended' | undefined;
  /** The version that replaced this badge, as far as is known. */
  readonly newer?: NewerVersion | undefined;
  /** What the issuer's own addresses say now, where that was asked for. */
  readonly compared?: Comparison | undefined;
  /** What a learner record contains, in its order, each verified by itself. */
  readonly contained?: readonly Verification[] | undefined;
  /** The endorsements of a badge, each verified by itself: those in it first. */
  readonly endorsed?: readonly Endorsed[] | undefined;
  /** Why nothing could be read, in an English sentence: the detail of the only check. */
  readonly problem?: string;
}

/** How an endorsement stands; what is not known is not wrong. `forged` includes one of something else. */
export type EndorsementState = 'valid' | 'revoked' | 'expired' | 'unknown' | 'forged';

/** An endorsement of a badge, its achievement or its issuer. */
export interface Endorsed {
  readonly state: EndorsementState;
  readonly found: Verification;
}

/** Another version of a badge, which replaced the verified one. */
export interface NewerVersion {
  /**
   * `updated`: its holder chose what it shows, and this one is valid. `corrected`: this one was wrong, and is revoked.
   */
  readonly kind: 'updated' | 'corrected';
  /** An https address that shows the newest version; absent where that is private or not known. */
  readonly url?: string;
  /** When it was replaced, as an ISO 8601 time; absent where that is not known. */
  readonly at?: string;
}

/** The issuer of a badge: what was proved, and what it states. */
export interface IssuedBy {
  /** The identifier that the badge names. */
  readonly id: string;
  /** The domain that the signature proves (did:web, https), with its path; null where none was proved. */
  readonly domain: string | null;
  /** The name that the issuer states; any badge may state any name. */
  readonly name: string | null;
  /** The name by which this identifier is known here. */
  readonly knownAs: string | null;
  /** Another identifier that is known here by the name that this one states. */
  readonly namesake: string | null;
}

/** How a document is to be fetched. */
export interface FetchHow {
  /** It may lie on another site than its address: it shows by its own signature, or the badge's, whose it is. */
  readonly mayMove?: boolean;
}

/** What a verification needs of its environment. */
export interface VerifyEnvironment {
  readonly now: () => Date;
  /**
   * Fetches a JSON document (DID document, profile, status list, key) by an https address. @throws where it is not
   * available
   */
  readonly fetchJson: (url: string, how?: FetchHow) => Promise<unknown>;
  /** Like `fetchJson`, without a cached copy: used where a copy may be older than the issuer's newest key. */
  readonly fetchNew?: (url: string, how?: FetchHow) => Promise<unknown>;
  /** @returns the name by which an issuer is known here, or null. Absent: there is no such list */
  readonly recognise?: (issuerId: string) => Promise<string | null> | string | null;
  /** Hosts whose JSON-LD contexts may be fetched, by `fetchJson`, beside the known ones. */
  readonly contextHosts?: readonly string[];
  /** Whether a document may contain its own JSON-LD contexts. */
  readonly allowsOwnContexts?: boolean;
  /** @returns the bytes of a resource that is available without fetching; else null */
  readonly findResource?: (url: string) => Promise<Uint8Array | null>;
  /** @returns how badges identify the issuer that is known here by a name; null where there is none */
  readonly findNamesake?: (name: string) => Promise<string | null> | string | null;
  /** @returns endorsements of an achievement that are kept beside its badges: objects, or tokens. Absent: none is known */
  readonly findEndorsements?: (achievementId: string) => Promise<readonly unknown[]>;
  /** Whether endorsements are left unread, as those of what a record contains. */
  readonly leavesEndorsements?: true;
  /** An e-mail address to compare with the badge's recipient. */
  readonly email?: string | undefined;
  /** A faster way to the same results for documents of a known shape; null for other shapes. */
  readonly findKnown?: (
    document: Record<string, unknown>,
    proof: Record<string, unknown>,
  ) => KnownShape | null;
}

/** What is known of a document by its shape. */
export interface KnownShape {
  /** Whether it has every part that Open Badges 3.0 requires; if not, the schema says what is missing. */
  readonly isWellFormed: boolean;
  /**
   * Whether its proof is by this key, a JWK; null where that is no Ed25519 key. @throws RangeError for an invalid proof
   * value
   */
  readonly isSignedBy: (jwk: Readonly<Record<string, unknown>>) => boolean | null;
}

interface Wording {
  /** The sentence's name, where the code has several. */
  readonly wording?: string;
  readonly values?: FindingValues;
}

const finding =
  (outcome: Outcome) =>
  (code: string, detail: string, wording: Wording = {}): Finding => ({
    outcome,
    code,
    detail,
    ...wording,
  });

export const pass = finding('pass');
export const fail = finding('fail');
export const warn = finding('warning');
export const unknown = finding('unknown');

const GRAVITY: Readonly<Record<Outcome, number>> = { fail: 0, unknown: 1, warning: 2, pass: 3 };

/** @returns the graver of two findings; the first one of equal ones */
export const graver = (a: Finding, b: Finding): Finding =>
  GRAVITY[b.outcome] < GRAVITY[a.outcome] ? b : a;

/** @returns the less grave of two findings; the first one of equal ones */
export const lighter = (a: Finding, b: Finding): Finding =>
  GRAVITY[b.outcome] > GRAVITY[a.outcome] ? b : a;

/** Checks of what stands beside a badge: neither decides whether the badge itself is genuine. */
const BESIDE: ReadonlySet<CheckName> = new Set(['issuer-recognised', 'endorsement']);

/**
 * @returns the verdict of all checks. Recognising an issuer does not decide whether a badge is genuine, nor do its
 *   endorsements; a recipient who does not match does
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'invalid';
  const deciding = checks.filter(({ name }) => !BESIDE.has(name));
  return deciding.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'valid';
}

/** What a page reports first of everything that failed: a forgery before a date. */
const GRAVEST = ['signature_wrong', 'revoked', 'suspended', 'expired', 'not_yet_valid'] as const;

export type GravestCode = (typeof GRAVEST)[number];

/** @returns the code of the gravest failed check; undefined where none of those failed */
export function findGravest(checks: readonly Check[]): GravestCode | undefined {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  return GRAVEST.find((code) => failed.includes(code));
}
