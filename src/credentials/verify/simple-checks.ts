import { checkSchema, isDateTime, isObject, isVersion1 } from './schema-check.js';
import { fail, pass, unknown, warn, type Finding } from './verification.js';

type Json = Record<string, unknown>;

export const wellFormed = pass('well_formed', 'It has every part that Open Badges 3.0 asks for.');

/** Related resources have an `id` each, and each only once (VC 2.0, 5.3). */
function namesTwice(relatedResource: unknown): boolean {
  const ids = [relatedResource ?? []].flat().map((one) => (isObject(one) ? one['id'] : one));
  return new Set(ids).size < ids.length;
}

/** Shape (OB 3.0, Appendix B) and what a shape cannot say: a recipient, criteria. */
export function checkShape(document: Json): Finding {
  const [first] = checkSchema(document);
  if (first !== undefined)
    return fail(
      'schema_violated',
      `At ${first.at || '/'}, Open Badges 3.0 wants ${first.expected}.`,
      { values: { at: first.at || '/', expected: first.expected } },
    );
  if (namesTwice(document['relatedResource']))
    return fail('resource_twice', 'The badge names a related resource twice.');
  const subject = document['credentialSubject'];
  const identifiers = isObject(subject) ? subject['identifier'] : undefined;
  const hasId = isObject(subject) && typeof subject['id'] === 'string';
  if (!hasId && !(Array.isArray(identifiers) && identifiers.length > 0))
    return fail('no_recipient', 'The badge names no recipient.');
  return wellFormed;
}

/** Clocks differ: five minutes either way are forgiven, as the reference library does. */
const SKEW_MS = 300_000;

/** From when until when a credential is in force: VC 2.0, 4.9, or by the names of VC 1.1, 4.5 and 4.6. */
export function validityOf(document: Json): { validFrom: unknown; validUntil: unknown } {
  return isVersion1(document)
    ? { validFrom: document['issuanceDate'], validUntil: document['expirationDate'] }
    : { validFrom: document['validFrom'], validUntil: document['validUntil'] };
}

/** Whether now is between the two. */
export function checkValidity(document: Json, now: Date): Finding {
  const { validFrom, validUntil } = validityOf(document);
  for (const one of [validFrom, validUntil])
    if (one !== undefined && !(typeof one === 'string' && isDateTime(one)))
      return fail('validity_malformed', 'A date of validity is not a date.');
  const at = now.getTime();
  if (typeof validFrom === 'string' && Date.parse(validFrom) - SKEW_MS > at)
    return fail('not_yet_valid', `It is valid only from ${validFrom.slice(0, 10)} on.`, {
      values: { from: validFrom },
    });
  if (typeof validUntil === 'string' && Date.parse(validUntil) + SKEW_MS < at)
    return fail('expired', `It was valid until ${validUntil.slice(0, 10)}.`, {
      values: { until: validUntil },
    });
  if (typeof validUntil === 'string')
    return pass('in_force', `It is valid until ${validUntil.slice(0, 10)}.`, {
      values: { until: validUntil },
    });
  return pass('in_force', 'It does not expire.', { wording: 'no_end' });
}

export function issuerIdOf(document: Json): string | null {
  const { issuer } = document;
  const id = isObject(issuer) ? issuer['id'] : issuer;
  return typeof id === 'string' && id !== '' ? id : null;
}

async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function isIdentityOf(identity: Json, email: string): Promise<boolean> {
  const { hashed, identityHash, salt } = identity;
  if (typeof identityHash !== 'string') return false;
  const salted = typeof salt === 'string' ? salt : '';
  for (const form of new Set([email, email.toLowerCase()])) {
    if (hashed !== true && identityHash === form) return true;
    if (hashed !== true) continue;
    if (identityHash.toLowerCase() === `sha256$${await sha256Hex(form + salted)}`) return true;
  }
  return false;
}

const MOST_IDENTITIES = 16;

/** Holds an e-mail address against the recipient (OB 3.0, B.1.13 IdentityObject; 8.4). */
export async function checkRecipient(document: Json, email: string): Promise<Finding> {
  const subject = document['credentialSubject'];
  const listed: unknown = isObject(subject) ? subject['identifier'] : undefined;
  const identities = (Array.isArray(listed) ? listed : [])
    .filter(isObject)
    .filter(({ identityType }) => identityType === 'emailAddress')
    .slice(0, MOST_IDENTITIES);
  if (identities.length === 0)
    return unknown(
      'recipient_not_named',
      'The badge does not name its recipient by e-mail address.',
    );
  for (const identity of identities)
    if (await isIdentityOf(identity, email.trim()))
      return pass('recipient_matches', 'It was issued to this e-mail address.');
  return fail('recipient_differs', 'It was issued to somebody else than this e-mail address.');
}

export async function checkRecognised(
  issuerId: string,
  recognise: ((id: string) => Promise<string | null> | string | null) | undefined,
): Promise<Finding> {
  const name = (await recognise?.(issuerId)) ?? null;
  if (name === null)
    return warn(
      'issuer_not_recognised',
      'The signature shows who signed, not that they are who you think. This issuer is not one known here.',
    );
  return pass('issuer_recognised', `This issuer is known here as ${name}.`, { values: { name } });
}
