import { validityOf } from '../verify/simple-checks.js';
import type { Check, Outcome, Verification } from '../verify/index.js';

/** Words by key; the server has them from its locale, the browser from a block in the page. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

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
function readBadge(credential: Json) {
  const subject = objectOf(credential['credentialSubject']);
  const achievement = objectOf(subject['achievement']);
  const { issuer } = credential;
  const { validFrom, validUntil } = validityOf(credential);
  return {
    badge: textOf(achievement['name']) ?? textOf(credential['name']),
    description: textOf(achievement['description']),
    issuer: textOf(objectOf(issuer)['name']) ?? textOf(objectOf(issuer)['id']) ?? textOf(issuer),
    recipient: nameOf(subject),
    issued: dateOf(validFrom),
    expires: dateOf(validUntil),
  };
}

const dateOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;

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

const lineOf = ({ name, outcome, detail, at }: Check, say: Say): ResultLine => ({
  ...{ kind: KIND[outcome], detail, at },
  name: CHECK_NAMES.has(name) ? say(`verify.check.${name}`) : name,
  outcome: say(`verify.outcome.${outcome}`),
});

function kindOf({ verdict }: Verification): Kind {
  if (verdict === 'valid') return 'success';
  return verdict === 'invalid' ? 'error' : 'warn';
}

/** Puts a verification into words. Runs on the server and in the browser. */
export function buildResultView(verification: Verification, say: Say): ResultView {
  const read = readBadge(verification.credential ?? {});
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
        ? (verification.problem ?? '')
        : say(`verify.standing.${standing}.text`, values),
    facts: verification.kind === 'open-badge-3' ? facts : [],
    lines: verification.checks.map((check) => lineOf(check, say)),
  };
}
