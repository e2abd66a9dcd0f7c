import { omitUndefined } from '../../base/index.js';
import type { BadgeFacts, BadgeVersion, RecipientFacts } from './facts.js';
import { identifierOf, readClass } from './read-class.js';
import { addressOf, isObject, listOf, momentOf, rawText, type Json } from './texts.js';

const MOST_IDENTITY = 500;

const isHash = (text: string): boolean => /^[\w-]{1,20}\$[0-9a-f]+$/i.test(text);

/** Open Badges 0.5 has a text, 1 and 2 an IdentityObject; what is said to be hashed is none where it holds an @. */
export function readRecipient(value: unknown, outerSalt?: unknown): RecipientFacts {
  const inside: unknown = listOf(value)[0];
  const identity = rawText(
    isObject(inside) ? (inside['plaintextIdentity'] ?? inside['identity']) : inside,
  )
    ?.trim()
    .replace(/^mailto:/i, '')
    .slice(0, MOST_IDENTITY);
  if (identity === undefined || identity === '') return {};
  if (!isHash(identity)) return identity.includes('@') ? { email: identity } : {};
  const salt = rawText(isObject(inside) ? inside['salt'] : outerSalt);
  return omitUndefined({ hash: identity, salt: salt?.slice(0, MOST_IDENTITY) });
}

/** `credentialSubject.identifier` (OB 3.0, IdentityObject). */
function readSubject(subject: Json): RecipientFacts {
  const found = listOf(subject['identifier'])
    .filter(isObject)
    .find(({ identityType }) => identityType === 'emailAddress' || identityType === 'email');
  if (found === undefined) return {};
  return readRecipient({ identity: found['identityHash'], salt: found['salt'] });
}

const evidenceOf = (value: unknown): string | undefined => addressOf(listOf(value)[0]);

function readCredential(document: Json): BadgeFacts {
  const subject: unknown = listOf(document['credentialSubject'])[0];
  const inside = isObject(subject) ? subject : {};
  const achievement = listOf(inside['achievement'])[0];
  return omitUndefined({
    id: identifierOf(document['id']),
    achievement: readClass(achievement, document['issuer']) ?? undefined,
    recipient: readSubject(inside),
    issuedAt: momentOf(
      document['awardedDate'] ?? document['validFrom'] ?? document['issuanceDate'],
    ),
    expiresAt: momentOf(document['validUntil'] ?? document['expirationDate']),
    evidence: evidenceOf(document['evidence']),
  });
}

function readAssertion(document: Json): BadgeFacts {
  const verify = document['verify'] ?? document['verification'];
  const badge: unknown = document['badge'];
  const hosted = isObject(verify) && rawText(verify['type'])?.toLowerCase() !== 'signed';
  return omitUndefined({
    id:
      identifierOf(document['id'] ?? document['@id']) ??
      (hosted ? addressOf(verify['url']) : undefined),
    achievement: readClass(badge) ?? undefined,
    achievementUrl: addressOf(badge),
    recipient: readRecipient(document['recipient'], document['salt']),
    issuedAt: momentOf(document['issuedOn'] ?? document['issued_on']),
    expiresAt: momentOf(document['expires']),
    evidence: evidenceOf(document['evidence']),
  });
}

/** Reads what a badge says: an Assertion of Open Badges 0.5 to 2.1, or an OpenBadgeCredential (3.0). */
export const readBadge = (document: Json, version: BadgeVersion): BadgeFacts =>
  version === '3' ? readCredential(document) : readAssertion(document);

/** @returns which version of Open Badges an assertion before 3.0 is written in: 1 has no type */
export const versionOf = (document: Json): '1' | '2' =>
  document['type'] === undefined && document['@type'] === undefined ? '1' : '2';
