/** What of a badge is compared, in the order in which it is shown. */
export const COMPARED_FIELDS = [
  'badge',
  'description',
  'criteria',
  'recipient',
  'issuer',
  'issued',
  'expires',
  'results',
] as const;

export type ComparedField = (typeof COMPARED_FIELDS)[number];

/** Something that the badge handed in says otherwise than its issuer's site does now; '' where one of them says nothing. */
export interface Difference {
  readonly of: 'badge' | 'achievement';
  readonly field: ComparedField;
  readonly before: string;
  readonly now: string;
}

/** `none`: the badge names no address to ask. `forged`: it was not asked for, since the signature is not right. */
export type ComparedPart = 'same' | 'differs' | 'unreachable' | 'none' | 'forged';

/** A badge beside what its issuer's own addresses say now. */
export interface Comparison {
  readonly badge: ComparedPart;
  readonly achievement: ComparedPart;
  readonly differences: readonly Difference[];
}

type Json = Readonly<Record<string, unknown>>;
type Fields = Readonly<Partial<Record<ComparedField, string>>>;

const MOST_LENGTH = 2_000;

const objectOf = (value: unknown): Json => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? (one as Json) : {};
};
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim().slice(0, MOST_LENGTH) : '';

/** @returns what an Achievement (OB 3.0, B.1.1) says */
export function fieldsOfAchievement(document: unknown): Fields {
  const achievement = objectOf(document);
  return {
    badge: textOf(achievement['name']),
    description: textOf(achievement['description']),
    criteria: textOf(objectOf(achievement['criteria'])['narrative']),
  };
}

function namesOf(subject: Json): string {
  const identifiers = [subject['identifier'] ?? []].flat().map(objectOf);
  const names = identifiers.filter(({ hashed }) => hashed !== true);
  return textOf(names.map(({ identityHash }) => textOf(identityHash)).join(', '));
}

/** @returns what an OpenBadgeCredential says */
export function fieldsOfBadge(document: unknown): Fields {
  const badge = objectOf(document);
  const subject = objectOf(badge['credentialSubject']);
  const issuer = objectOf(badge['issuer']);
  const results = [subject['result'] ?? []].flat().map(objectOf);
  return {
    ...fieldsOfAchievement(subject['achievement']),
    recipient: namesOf(subject),
    issuer: textOf(issuer['name']) || textOf(issuer['id'] ?? badge['issuer']),
    issued: textOf(badge['validFrom'] ?? badge['issuanceDate']),
    expires: textOf(badge['validUntil'] ?? badge['expirationDate']),
    results: textOf(results.map(({ value }) => textOf(value)).join(', ')),
  };
}

/** @returns where two of them differ */
export const differencesOf = (of: Difference['of'], before: Fields, now: Fields): Difference[] =>
  COMPARED_FIELDS.flatMap((field) => {
    const [old = '', fresh = ''] = [before[field], now[field]];
    return old === fresh ? [] : [{ of, field, before: old, now: fresh }];
  });
