import { canonizeJson } from './canonize-json.js';
import { OPEN_BADGES_CONTEXT } from './ob-schema.js';
import { previousProofsOf, suiteOf } from './proof-suites.js';
import { isDateTime } from './schema-check.js';
import { fail, type Finding } from './verification.js';

type Json = Record<string, unknown>;

/** What a proof has to say of itself (VC Data Integrity 1.0, 2.1), before anything is computed. */
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
  // Base58-btc alone (2.2.1): another spelling of the same bytes is not the proof that was made.
  if (!proofValue.startsWith('z'))
    return fail('proof_malformed', 'The proof’s value is not written as base58-btc.', {
      wording: 'proof_encoding',
    });
  return null;
}

/**
 * A proof by JCS names the contexts that it was made over; the document may have had more added at the end
 * (3.3.2, step 4). What makes it a badge at all has to be among those that were signed.
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

/** Proofs that one follows have to be there; whether they are right is found out as of every other. */
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

/** How a proof stands to its document and to the time: null where nothing is wrong. */
export const checkProofPlace = (document: Json, proof: Json, now: Date): Finding | null =>
  checkChain(document, proof) ?? checkProofContext(document, proof) ?? checkExpiry(proof, now);
