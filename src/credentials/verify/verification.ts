/** What a verification says. Verifying returns its findings; it throws for nothing that was handed in. */

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
  | 'recipient';

/** What a sentence is filled with; times as they stand in the badge (RFC 3339). */
export type FindingValues = Readonly<Record<string, string>>;

/**
 * One finding. `code` is stable; `detail` is a sentence in English. Whoever words it in another language goes by
 * `wording` where a code has several sentences, else by `code`, and fills in `values`.
 */
export interface Check {
  readonly name: CheckName;
  readonly outcome: Outcome;
  readonly code: string;
  readonly detail: string;
  readonly wording?: string;
  readonly values?: FindingValues;
  /** When it was found, as an ISO 8601 time. */
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

/** `open-badge-2` is recognised and told apart, not verified. */
export type Kind = 'open-badge-3' | 'open-badge-2' | 'other-credential' | 'unreadable';

export interface Verification {
  readonly verdict: Verdict;
  readonly kind: Kind;
  readonly format: Format | null;
  /** Which file of a ZIP was verified; absent where no ZIP was handed in. */
  readonly entry?: ZipEntry | undefined;
  readonly checks: readonly Check[];
  /** Absent where no issuer is named. */
  readonly issuedBy?: IssuedBy | undefined;
  /** The credential as it was read, proof included; absent where nothing could be read. */
  readonly credential?: Record<string, unknown> | undefined;
  /** Whether the issuer has taken it back, as far as the status check found. */
  readonly state?: 'valid' | 'revoked' | 'suspended' | undefined;
  /** Where another version stands in this one's place, as far as is known. */
  readonly newer?: NewerVersion | undefined;
  /** Why nothing could be read, in an English sentence: the detail of the one check there is. */
  readonly problem?: string;
}

/** Another version of a badge, in the place of the one that was verified. */
export interface NewerVersion {
  /** `updated`: its holder chose what it shows; this one is valid. `corrected`: this one said something wrong, and is revoked. */
  readonly kind: 'updated' | 'corrected';
  /** An https address that shows the newest version; absent where that is private, or not known. */
  readonly url?: string;
  /** Since when, as an ISO 8601 time; absent where it is not known. */
  readonly at?: string;
}

/** Who a badge is from: what was proved, and what it says of itself. */
export interface IssuedBy {
  /** The identifier that the badge names. */
  readonly id: string;
  /** The domain that stands behind the signature (did:web, https), with its path; null where none was proved to. */
  readonly domain: string | null;
  /** What the issuer calls itself; anybody may write any name. */
  readonly name: string | null;
  /** The name by which this identifier is known here. */
  readonly knownAs: string | null;
  /** Another identifier known here by the name that this one calls itself. */
  readonly namesake: string | null;
}

/** How a document is to be fetched. */
export interface FetchHow {
  /** It may lie on another site than its address: it shows by its own signature, or the badge's, whose it is. */
  readonly mayMove?: boolean;
}

/** What the surroundings lend to a verification. */
export interface VerifyEnvironment {
  readonly now: () => Date;
  /** Fetches a JSON document (DID document, profile, status list, key) by an https address. Throws when it cannot be had. */
  readonly fetchJson: (url: string, how?: FetchHow) => Promise<unknown>;
  /** The same past what is kept: asked where a kept document may be older than the issuer's newest key. */
  readonly fetchNew?: (url: string, how?: FetchHow) => Promise<unknown>;
  /** The name by which an issuer is known here; null: not known. Absent: nobody keeps such a list. */
  readonly recognise?: (issuerId: string) => Promise<string | null> | string | null;
  /** Hosts whose JSON-LD contexts may be fetched, by `fetchJson`, beside those known here. */
  readonly contextHosts?: readonly string[];
  /** Whether a document may bring contexts of its own, written into it. */
  readonly allowsOwnContexts?: boolean;
  /** The bytes of a resource that is at hand, by its address; null where it is not. */
  readonly findResource?: (url: string) => Promise<Uint8Array | null>;
  /** Who of those known here has a name, by how badges call them; null: nobody. */
  readonly findNamesake?: (name: string) => Promise<string | null> | string | null;
  /** An e-mail address the badge is to be held against. */
  readonly email?: string | undefined;
  /** A faster way to the same answers for documents of a known shape; null where the shape is not known. */
  readonly findKnown?: (
    document: Record<string, unknown>,
    proof: Record<string, unknown>,
  ) => KnownShape | null;
}

/** What is known of a document from its shape. */
export interface KnownShape {
  /** It has every part that Open Badges 3.0 asks for. False: the schema has to say what is missing. */
  readonly isWellFormed: boolean;
  /**
   * Whether its proof is by this key, a JWK; null where it is no Ed25519 key after all. Throws a RangeError for
   * a proof value that is none.
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

/** The one of two findings that weighs more; the first where both weigh the same. */
export const graver = (a: Finding, b: Finding): Finding =>
  GRAVITY[b.outcome] < GRAVITY[a.outcome] ? b : a;

/** The one that weighs less; the first where both weigh the same. */
export const lighter = (a: Finding, b: Finding): Finding =>
  GRAVITY[b.outcome] > GRAVITY[a.outcome] ? b : a;

/** Recognising an issuer or a recipient never decides whether a badge is genuine; a mismatch of recipient does. */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'invalid';
  const deciding = checks.filter(({ name }) => name !== 'issuer-recognised');
  return deciding.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'valid';
}

/** What a page tells first of all that failed, the gravest first: a forgery before a date. */
const GRAVEST = ['signature_wrong', 'revoked', 'suspended', 'expired', 'not_yet_valid'] as const;

export type GravestCode = (typeof GRAVEST)[number];

/** The code of the gravest check that failed; undefined where none of those did. */
export function findGravest(checks: readonly Check[]): GravestCode | undefined {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  return GRAVEST.find((code) => failed.includes(code));
}
