import { canonizeJson } from './canonize-json.js';
import { OPEN_BADGES_CONTEXT } from './ob-schema.js';
import { previousProofsOf, suiteOf } from './proof-suites.js';
import { isDateTime } from './schema-check.js';
import { fail, type Finding } from './verification.js';

type Json = Record<string, unknown>;

/** Checks the members that a proof must have (VC Data Integrity 1.0, 2.1), before anything is computed. */
export function checkProofTerms(proof: Json): Finding | null {
  if (proof['proofPurpose'] !== 'assertionMethod')
    return fail('wrong_purpose', 'The proof was made for another purpose.');
  for (const date of [proof['created'], proof['expires']])
    if (date !== undefined && !(typeof date === 'string' && isDateTime(date)))
      return fail('proof_malformed', 'A date in the proof is not a date.', {
        wording: 'proof_date',
      });
  const { proofValue } = proof;
  if (typeof proofValue !== 'string')
    return fail('proof_malformed', 'The proof has no value.', { wording: 'proof_value' });
  // Only base58-btc is allowed (2.2.1): another encoding of the same bytes is not the proof that was made.
  if (!proofValue.startsWith('z'))
    return fail('proof_malformed', 'The proof’s value is not written as base58-btc.', {
      wording: 'proof_encoding',
    });
  return null;
}

/**
 * Checks the contexts of a JCS proof, which names those it was made over; the document may have more, added at the end
 * (3.3.2, step 4). Those that make it a badge have to be among the signed ones.
 */
function checkProofContext(document: Json, proof: Json): Finding | null {
  const named = proof['@context'];
  if (suiteOf(proof)?.canonical !== 'jcs' || named === undefined) return null;
  const signed = [named].flat();
  const whole = [document['@context']].flat();
  const begins = canonizeJson(signed) === canonizeJson(whole.slice(0, signed.length));
  return begins && !whole.slice(signed.length).some(isOfBadges)
    ? null
    : fail('proof_malformed', 'The proof was made over other contexts than the badge has.', {
        wording: 'proof_contexts',
      });
}

const isOfBadges = (context: unknown): boolean =>
  typeof context !== 'string' || new RegExp(OPEN_BADGES_CONTEXT.pattern ?? '').test(context);

/** Checks that the proofs named as previous exist; whether they are valid is checked as for every proof. */
function checkChain(document: Json, proof: Json): Finding | null {
  return previousProofsOf(document, proof) === null
    ? fail('proof_malformed', 'The proof follows another one that is not there.', {
        wording: 'proof_previous',
      })
    : null;
}

const checkExpiry = ({ expires }: Json, now: Date): Finding | null =>
  Date.parse(String(expires)) <= now.getTime()
    ? fail('proof_expired', 'The proof itself has expired.')
    : null;

/** Checks a proof against its document and the time; null where nothing is wrong. */
export const checkProofPlace = (document: Json, proof: Json, now: Date): Finding | null =>
  checkChain(document, proof) ?? checkProofContext(document, proof) ?? checkExpiry(proof, now);
