import { validityOf } from '../verify/simple-checks.js';
import { findGravest } from '../verify/verification.js';
import type { Check, Outcome, Verification } from '../verify/index.js';
import { dayInWords, wordCheck, type Say } from './word-check.js';

type Kind = 'success' | 'info' | 'warn' | 'error';

export interface ResultLine {
  readonly name: string;
  readonly kind: Kind;
  readonly outcome: string;
  readonly detail: string;
  readonly at: string;
}

/** A verification as it is shown: first a sentence, then the badge's own words, then each check. */
export interface ResultView {
  readonly kind: Kind;
  readonly title: string;
  readonly text: string;
  /** A link to the version that replaced this badge. */
  readonly link?: { readonly href: string; readonly text: string } | undefined;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly lines: readonly ResultLine[];
}

const KIND: Readonly<Record<Outcome, Kind>> = {
  pass: 'success',
  fail: 'error',
  warning: 'warn',
  unknown: 'warn',
};

const MOST_LENGTH = 300;

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? (one as Json) : {};
};
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, MOST_LENGTH) : undefined;

function nameOf(subject: Json): string | undefined {
  const { identifier } = subject;
  const names = (Array.isArray(identifier) ? identifier : [identifier]).map(objectOf);
  const found = names.find(
    ({ identityType, hashed }) => identityType === 'name' && hashed !== true,
  );
  return textOf(found?.['identityHash']);
}

/** @returns the name that an issuer states, with the identifier that its signature proves */
function issuerOf(issuer: unknown): string | undefined {
  const name = textOf(objectOf(issuer)['name']);
  const id = textOf(objectOf(issuer)['id']) ?? textOf(issuer);
  return name === undefined || id === undefined ? (name ?? id) : `${name} (${id})`;
}

/** Reads what a badge says, whoever wrote it: only texts, shortened, never markup. */
function readBadge(credential: Json, language: string) {
  const subject = objectOf(credential['credentialSubject']);
  const achievement = objectOf(subject['achievement']);
  const { issuer } = credential;
  const { validFrom, validUntil } = validityOf(credential);
  return {
    badge: textOf(achievement['name']) ?? textOf(credential['name']),
    description: textOf(achievement['description']),
    issuer: issuerOf(issuer),
    recipient: nameOf(subject),
    issued: dateOf(validFrom, language),
    expires: dateOf(validUntil, language),
  };
}

const dateOf = (value: unknown, language: string): string | undefined =>
  typeof value === 'string' ? dayInWords(value.slice(0, MOST_LENGTH), language) : undefined;

/** Whether only the status list could not be fetched: the signature is valid. */
function lacksStatusAlone({ checks }: Verification): boolean {
  const open = checks.filter(({ outcome }) => outcome === 'unknown');
  const isRight = checks.some(({ name, outcome }) => name === 'proof' && outcome === 'pass');
  return isRight && open.some(({ code }) => code === 'status_unreachable') && open.length === 1;
}

function standingOf(verification: Verification): string {
  const { kind, verdict, problem, issuedBy } = verification;
  if (kind === 'open-badge-2') return 'openBadge2';
  if (kind === 'unreadable') return 'unreadable';
  if (kind === 'other-credential' || problem !== undefined) return 'otherKind';
  if (verdict === 'valid' && issuedBy?.namesake) return 'namesake';
  return standingOfBadge(verification);
}

function standingOfBadge(verification: Verification): string {
  const { verdict, newer } = verification;
  const gravest = findGravest(verification.checks);
  if (gravest === 'revoked' && newer?.kind === 'corrected') return 'corrected';
  if (verdict === 'valid' && newer?.kind === 'updated') return 'updated';
  if (verdict === 'unknown' && lacksStatusAlone(verification)) return 'statusUnknown';
  if (isOfSomebodyElse(verification)) return 'otherRecipient';
  return gravest ?? verdict;
}

/** @returns the issuer's name for a sentence: the proved domain, the name known here; else what the badge states */
function nameIssuer({ issuedBy, verdict }: Verification, say: Say): string {
  if (issuedBy === undefined) return say('verify.somebody');
  const { domain, knownAs, name } = issuedBy;
  if (knownAs !== null && (domain !== null || verdict === 'valid'))
    return domain === null ? knownAs : `${knownAs} (${domain})`;
  if (domain !== null) return domain;
  return name === null ? say('verify.somebody') : say('verify.callsItself', { name });
}

const CHECK_NAMES = new Set([
  ...['file', 'proof', 'contexts', 'resources', 'schema', 'status', 'validity'],
  ...['issuer-identity', 'issuer-recognised', 'recipient'],
]);

const lineOf = (check: Check, say: Say, language: string): ResultLine => ({
  kind: KIND[check.outcome],
  at: check.at,
  detail: wordCheck(check, say, language),
  name: CHECK_NAMES.has(check.name) ? say(`verify.check.${check.name}`) : check.name,
  outcome: say(`verify.outcome.${check.outcome}`),
});

/** Whether a valid badge was compared with another person's e-mail address. */
function isOfSomebodyElse({ checks }: Verification): boolean {
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  return failed.length === 1 && failed[0]?.name === 'recipient';
}

function kindOf(verification: Verification): Kind {
  const { verdict, issuedBy, newer } = verification;
  if (isOfSomebodyElse(verification)) return 'warn';
  if (verdict === 'valid' && issuedBy?.namesake) return 'warn';
  if (verdict === 'valid') return newer === undefined ? 'success' : 'info';
  return verdict === 'invalid' ? 'error' : 'warn';
}

/** @returns why nothing could be read, which is the only check there is */
const problemOf = ({ checks, problem = '' }: Verification, say: Say, language: string): string =>
  checks[0] === undefined ? problem : wordCheck(checks[0], say, language);

/**
 * Puts a verification into words, on the server and in the browser.
 * @param language the reader's (BCP 47), for dates
 */
export function buildResultView(
  verification: Verification,
  say: Say,
  language: string,
): ResultView {
  const read = readBadge(verification.credential ?? {}, language);
  const standing = standingOf(verification);
  const values = {
    issuer: nameIssuer(verification, say),
    name: verification.issuedBy?.name ?? '',
    other: verification.issuedBy?.namesake ?? '',
    date: dateOf(verification.newer?.at, language) ?? '',
  };
  const isUndated = standing === 'updated' && values.date === '';
  const url = verification.newer?.url;
  const facts = (['badge', 'description', 'recipient', 'issuer', 'issued', 'expires'] as const)
    .map((key) => ({ label: say(`verify.fact.${key}`), value: read[key] ?? '' }))
    .filter(({ value }) => value !== '');
  return {
    kind: kindOf(verification),
    title: say(`verify.standing.${standing}.title`),
    text:
      standing === 'unreadable'
        ? problemOf(verification, say, language)
        : say(`verify.standing.${standing}.text${isUndated ? 'Undated' : ''}`, values),
    link: url === undefined ? undefined : { href: url, text: say('verify.current') },
    facts: verification.kind === 'open-badge-3' ? facts : [],
    lines: verification.checks.map((check) => lineOf(check, say, language)),
  };
}
