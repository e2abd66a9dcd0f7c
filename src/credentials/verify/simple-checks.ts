import { checkSchema, isDateTime, isObject, isRecord, isVersion1 } from './schema-check.js';
import { fail, pass, warn, type Finding } from './verification.js';

type Json = Record<string, unknown>;

export const wellFormed = pass('well_formed', 'It has every part that Open Badges 3.0 asks for.');
const wellFormedRecord = pass(
  'well_formed',
  'It has every part that Comprehensive Learner Record 2.0 asks for.',
  { wording: 'well_formed_record' },
);

const violated = (at: string, expected: string, isOfRecord: boolean): Finding =>
  isOfRecord
    ? fail('schema_violated', `At ${at}, Comprehensive Learner Record 2.0 wants ${expected}.`, {
        wording: 'schema_violated_record',
        values: { at, expected },
      })
    : fail('schema_violated', `At ${at}, Open Badges 3.0 wants ${expected}.`, {
        values: { at, expected },
      });

/** Whether an `id` of related resources is missing or occurs twice (VC 2.0, 5.3). */
function namesTwice(relatedResource: unknown): boolean {
  const ids = [relatedResource ?? []].flat().map((one) => (isObject(one) ? one['id'] : one));
  return new Set(ids).size < ids.length;
}

/**
 * Checks the shape (OB 3.0, Appendix B), and that there is a recipient, which a shape cannot express. A word or a date
 * in another spelling than the specification's is reported and does no harm.
 */
export function checkShape(document: Json): Finding {
  const problems = checkSchema(document);
  const grave = problems.find(({ isSpelling }) => !isSpelling);
  if (grave !== undefined) return violated(grave.at, grave.expected, isRecord(document));
  if (namesTwice(document['relatedResource']))
    return fail('resource_twice', 'The badge names a related resource twice.');
  const subject = document['credentialSubject'];
  const identifiers = isObject(subject) ? subject['identifier'] : undefined;
  const hasId = isObject(subject) && typeof subject['id'] === 'string';
  if (!hasId && !(Array.isArray(identifiers) && identifiers.length > 0))
    return fail('no_recipient', 'The badge names no recipient.');
  const [spelling] = problems;
  if (spelling === undefined) return isRecord(document) ? wellFormedRecord : wellFormed;
  const { at, expected } = spelling;
  return warn(
    'schema_spelling',
    `At ${at}, Open Badges 3.0 wants ${expected}; it can be read all the same.`,
    { values: { at, expected } },
  );
}

/** How far clocks may differ, in milliseconds: five minutes either way, as in the reference library. */
const SKEW_MS = 300_000;

/** @returns when a credential is in force: by VC 2.0, 4.9, or by the names of VC 1.1, 4.5 and 4.6 */
export function validityOf(document: Json): { validFrom: unknown; validUntil: unknown } {
  return isVersion1(document)
    ? { validFrom: document['issuanceDate'], validUntil: document['expirationDate'] }
    : { validFrom: document['validFrom'], validUntil: document['validUntil'] };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/**
 * ISO 8601 times that RFC 3339 does not allow: lower case, a space for the T, no seconds, an offset without colon or
 * minutes.
 */
const TIME =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(?:([Zz])|([+-]\d{2})(?::?(\d{2}))?)?$/;

/**
 * Reads a date of validity as RFC 3339. Without a zone it is in UTC (VC 2.0, 4.9, on times serialized without an
 * offset); of a date alone the first or the last moment counts.
 * @returns null for text that is no date
 */
function timeOf(value: unknown, edge: 'first' | 'last'): string | null {
  if (typeof value !== 'string') return null;
  if (isDateTime(value)) return value;
  const ofDay = edge === 'first' ? 'T00:00:00Z' : 'T23:59:59Z';
  const [isTime, day, minute, second = ':00', , hours, minutes = '00'] = TIME.exec(value) ?? [];
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const ofTime = isTime === undefined ? '' : `${day}T${minute}${second}${zone}`;
  const whole = DAY.test(value) ? `${value}${ofDay}` : ofTime;
  return isDateTime(whole) ? whole : null;
}

/** Checks that now is between the credential's dates. */
export function checkValidity(document: Json, now: Date): Finding {
  const { validFrom, validUntil } = validityOf(document);
  const from = validFrom === undefined ? undefined : timeOf(validFrom, 'first');
  const until = validUntil === undefined ? undefined : timeOf(validUntil, 'last');
  if (from === null || until === null)
    return fail('validity_malformed', 'A date of validity is not a date.');
  const at = now.getTime();
  if (from !== undefined && Date.parse(from) - SKEW_MS > at)
    return fail('not_yet_valid', `It is valid only from ${from.slice(0, 10)} on.`, {
      values: { from },
    });
  if (until !== undefined && Date.parse(until) + SKEW_MS < at)
    return fail('expired', `It was valid until ${until.slice(0, 10)}.`, { values: { until } });
  if (until !== undefined)
    return pass('in_force', `It is valid until ${until.slice(0, 10)}.`, { values: { until } });
  return pass('in_force', 'It does not expire.', { wording: 'no_end' });
}

/** @returns the id of a document's issuer */
export function issuerIdOf(document: Json): string | null {
  const { issuer } = document;
  const id = isObject(issuer) ? issuer['id'] : issuer;
  return typeof id === 'string' && id !== '' ? id : null;
}
