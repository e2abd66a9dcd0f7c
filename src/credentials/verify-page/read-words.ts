import { languageOf } from '../verify/language-of.js';
import { validityOf } from '../verify/simple-checks.js';
import type { Verification } from '../verify/index.js';
import { commentOf } from './endorsed-view.js';
import { dayInWords } from './word-check.js';

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

const MOST_CRITERIA = 5_000;

function criteriaOf(achievement: Json): string | undefined {
  const { narrative } = objectOf(achievement['criteria']);
  return typeof narrative === 'string' ? narrative.slice(0, MOST_CRITERIA) : undefined;
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
  // A record has a list of them, and a name of its own.
  const achievement = 'verifiableCredential' in subject ? {} : objectOf(subject['achievement']);
  const { issuer } = credential;
  const { validFrom, validUntil } = validityOf(credential);
  return {
    badge: textOf(achievement['name']) ?? textOf(credential['name']),
    description: textOf(achievement['description']),
    criteria: criteriaOf(achievement),
    language: languageOf(achievement['inLanguage'] ?? credential['inLanguage']),
    issuer: issuerOf(issuer),
    recipient: nameOf(subject),
    issued: dateOf(validFrom, language),
    expires: dateOf(validUntil, language),
    // Of a record a reader has to know whether it may leave something out (CLR 2.0, B.1.1).
    whole: credential['partial'] === true ? ('part' as const) : ('all' as const),
  };
}

export const dateOf = (value: unknown, language: string): string | undefined =>
  typeof value === 'string' ? dayInWords(value.slice(0, MOST_LENGTH), language) : undefined;

/** An endorsement says what it endorses where a badge says whose it is. */
function readEndorsement(verification: Verification, language: string): BadgeWords {
  const read = readBadge(verification.credential ?? {}, language);
  const subject = objectOf(verification.credential?.['credentialSubject']);
  const description = textOf(commentOf(verification));
  return { ...read, description, recipient: textOf(subject['id']) };
}

/** What a badge, a record or an endorsement says of itself. */
export type BadgeWords = ReturnType<typeof readBadge>;

/** @returns what was handed in says of itself, by its kind */
export function readWords(verification: Verification, language: string): BadgeWords {
  return verification.kind === 'endorsement'
    ? readEndorsement(verification, language)
    : readBadge(verification.credential ?? {}, language);
}
