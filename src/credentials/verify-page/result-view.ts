import { findGravest } from '../verify/verification.js';
import type { Check, Outcome, Verification } from '../verify/index.js';
import { viewComparison, type ComparedView } from './compared-view.js';
import { viewContained, type ContainedView } from './contained-view.js';
import { viewEndorsed, type EndorsedView } from './endorsed-view.js';
import type { Fact, Kind, ResultLine } from './result-parts.js';
import { dateOf, readWords, type BadgeWords } from './read-words.js';
import { wordCheck, type Say } from './word-check.js';

/** A verification as it is shown: first a sentence, then the badge's own words, then each check. */
export interface ResultView {
  readonly kind: Kind;
  /** The title with the badge's name, for the page's heading. */
  readonly heading: string;
  readonly title: string;
  readonly text: string;
  /** A link to the version that replaced this badge. */
  readonly link?: { readonly href: string; readonly text: string } | undefined;
  readonly facts: readonly Fact[];
  readonly lines: readonly ResultLine[];
  /** How it is earned, as Markdown of whoever wrote the badge. */
  readonly criteria?: string | undefined;
  /** The language of what the badge says (BCP 47), where it tells. */
  readonly language?: string | undefined;
  /** When all of this was checked, as an ISO 8601 time. */
  readonly at?: string | undefined;
  readonly compared?: ComparedView | undefined;
  /** What a learner record contains. */
  readonly contained?: readonly ContainedView[] | undefined;
  /** What a badge is endorsed by. */
  readonly endorsed?: readonly EndorsedView[] | undefined;
}

const KIND: Readonly<Record<Outcome, Kind>> = {
  pass: 'success',
  fail: 'error',
  warning: 'warn',
  unknown: 'warn',
};

/** Whether only the status list could not be fetched: the signature is valid. */
function lacksStatusAlone({ checks }: Verification): boolean {
  const open = checks.filter(
    ({ name, outcome }) => outcome === 'unknown' && name !== 'endorsement',
  );
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
  ...['issuer-identity', 'issuer-recognised', 'recipient', 'contained', 'endorsement'],
]);

const lineOf = (check: Check, say: Say, language: string): ResultLine => ({
  kind: KIND[check.outcome],
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

const NO_BADGE = { facts: [] };
/** Facts that are the badge's own words, in its own language. */
const OWN_WORDS = new Set(['badge', 'description']);

type What = Verification['kind'];

/** Facts that have another name where what was handed in is no badge. */
const LABELS: Readonly<Partial<Record<What, Readonly<Record<string, string>>>>> = {
  'learner-record': { badge: 'record' },
  endorsement: { badge: 'endorsement', recipient: 'endorses', issuer: 'endorser' },
};

/** @returns what a badge says, for the page */
function badgeInWords(read: BadgeWords, say: Say, kind: What) {
  const isRecord = kind === 'learner-record';
  const { language, criteria, whole } = read;
  const facts = (['badge', 'description', 'recipient', 'issuer', 'issued', 'expires'] as const)
    .map((key) => ({
      key,
      label: say(`verify.fact.${LABELS[kind]?.[key] ?? key}`),
      value: read[key] ?? '',
      lang: OWN_WORDS.has(key) ? language : undefined,
    }))
    .filter(({ value }) => value !== '');
  const holds = { key: 'holds', label: say('verify.fact.holds'), value: say(`verify.${whole}`) };
  return {
    facts: isRecord ? [...facts, { ...holds, lang: undefined }] : facts,
    criteria,
    language,
  };
}

/** Where a sentence names what was handed in, a record has one of its own. */
const NAMING = new Set(['revoked', 'signature_wrong', 'otherRecipient']);

/** @returns which form of the sentence about a standing is meant */
function formOf(standing: string, date: string, kind: What): string {
  if (standing === 'updated' && date === '') return 'Undated';
  if (kind === 'endorsement' && standing !== 'otherRecipient' && NAMING.has(standing))
    return 'Endorsement';
  return kind === 'learner-record' && NAMING.has(standing) ? 'Record' : '';
}

const headingOf = (standing: string, name: string | undefined, say: Say): string =>
  name === undefined ? standing : say('verify.heading', { standing, name });

function linkOf({ newer }: Verification, say: Say): ResultView['link'] {
  return newer?.url === undefined ? undefined : { href: newer.url, text: say('verify.current') };
}

/** What says something of itself that is shown. */
const SAYS: ReadonlySet<What> = new Set(['open-badge-3', 'learner-record', 'endorsement']);

/**
 * Puts a verification into words, on the server and in the browser.
 * @param language the reader's (BCP 47), for dates
 */
export function buildResultView(
  verification: Verification,
  say: Say,
  language: string,
): ResultView {
  const { kind: what } = verification;
  const read = readWords(verification, language);
  const standing = standingOf(verification);
  const values = {
    issuer: nameIssuer(verification, say),
    name: verification.issuedBy?.name ?? '',
    other: verification.issuedBy?.namesake ?? '',
    date: dateOf(verification.newer?.at, language) ?? '',
  };
  const title = say(`verify.standing.${standing}.title`);
  const isBadge = SAYS.has(what);
  return {
    kind: kindOf(verification),
    heading: headingOf(title, isBadge ? read.badge : undefined, say),
    title,
    text:
      standing === 'unreadable'
        ? problemOf(verification, say, language)
        : say(`verify.standing.${standing}.text${formOf(standing, values.date, what)}`, values),
    link: linkOf(verification, say),
    ...(isBadge ? badgeInWords(read, say, what) : NO_BADGE),
    at: verification.checks[0]?.at,
    compared: verification.compared && viewComparison(verification.compared, say, language),
    lines: verification.checks.map((check) => lineOf(check, say, language)),
    contained: viewContained(verification, (one) => buildResultView(one, say, language)),
    endorsed: viewEndorsed(verification, say, (one) => buildResultView(one, say, language)),
  };
}
