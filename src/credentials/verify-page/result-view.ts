import { validityOf } from '../verify/simple-checks.js';
import type { Check, Outcome, Verification } from '../verify/index.js';
import { dayInWords, wordCheck, type Say } from './word-check.js';

type Kind = 'success' | 'warn' | 'error';

export interface ResultLine {
  readonly name: string;
  readonly kind: Kind;
  readonly outcome: string;
  readonly detail: string;
  readonly at: string;
}

/** What a verification looks like: a sentence first, the badge's own words, then each check by itself. */
export interface ResultView {
  readonly kind: Kind;
  readonly title: string;
  readonly text: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly lines: readonly ResultLine[];
}

const KIND: Readonly<Record<Outcome, Kind>> = {
  pass: 'success',
  fail: 'error',
  warning: 'warn',
  unknown: 'warn',
};

/** The gravest first: a forgery is told before a date. */
const GRAVEST = ['signature_wrong', 'revoked', 'suspended', 'expired', 'not_yet_valid'];
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

/** What a badge says of itself, whoever wrote it: texts alone, cut short, never trusted with markup. */
function readBadge(credential: Json, language: string) {
  const subject = objectOf(credential['credentialSubject']);
  const achievement = objectOf(subject['achievement']);
  const { issuer } = credential;
  const { validFrom, validUntil } = validityOf(credential);
  return {
    badge: textOf(achievement['name']) ?? textOf(credential['name']),
    description: textOf(achievement['description']),
    issuer: textOf(objectOf(issuer)['name']) ?? textOf(objectOf(issuer)['id']) ?? textOf(issuer),
    recipient: nameOf(subject),
    issued: dateOf(validFrom, language),
    expires: dateOf(validUntil, language),
  };
}

const dateOf = (value: unknown, language: string): string | undefined =>
  typeof value === 'string' ? dayInWords(value.slice(0, MOST_LENGTH), language) : undefined;

function standingOf({ kind, verdict, checks, problem }: Verification): string {
  if (kind === 'open-badge-2') return 'openBadge2';
  if (kind === 'unreadable') return 'unreadable';
  if (kind === 'other-credential' || problem !== undefined) return 'otherKind';
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  const gravest = GRAVEST.find((code) => failed.includes(code));
  return gravest ?? verdict;
}

const CHECK_NAMES = new Set([
  ...['proof', 'schema', 'status', 'validity'],
  ...['issuer-identity', 'issuer-recognised', 'recipient'],
]);

const lineOf = (check: Check, say: Say, language: string): ResultLine => ({
  ...{ kind: KIND[check.outcome], at: check.at },
  detail: wordCheck(check, say, language),
  name: CHECK_NAMES.has(check.name) ? say(`verify.check.${check.name}`) : check.name,
  outcome: say(`verify.outcome.${check.outcome}`),
});

function kindOf({ verdict }: Verification): Kind {
  if (verdict === 'valid') return 'success';
  return verdict === 'invalid' ? 'error' : 'warn';
}

/** Why nothing could be read: the one check there is says it. */
const problemOf = ({ checks, problem = '' }: Verification, say: Say, language: string): string =>
  checks[0] === undefined ? problem : wordCheck(checks[0], say, language);

/**
 * Puts a verification into words. Runs on the server and in the browser.
 * @param language the reader's (BCP 47), for dates
 */
export function buildResultView(
  verification: Verification,
  say: Say,
  language: string,
): ResultView {
  const read = readBadge(verification.credential ?? {}, language);
  const standing = standingOf(verification);
  const values = { issuer: read.issuer ?? say('verify.somebody') };
  const facts = (['badge', 'description', 'recipient', 'issuer', 'issued', 'expires'] as const)
    .map((key) => ({ label: say(`verify.fact.${key}`), value: read[key] ?? '' }))
    .filter(({ value }) => value !== '');
  return {
    kind: kindOf(verification),
    title: say(`verify.standing.${standing}.title`),
    text:
      standing === 'unreadable'
        ? problemOf(verification, say, language)
        : say(`verify.standing.${standing}.text`, values),
    facts: verification.kind === 'open-badge-3' ? facts : [],
    lines: verification.checks.map((check) => lineOf(check, say, language)),
  };
}
