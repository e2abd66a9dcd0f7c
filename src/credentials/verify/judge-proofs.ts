import { verifyDataIntegrity } from './data-integrity.js';
import { findKey } from './issuer-identity.js';
import {
  isEddsaRdfc,
  MOST_PROOFS,
  previousProofsOf,
  proofsOf,
  suiteNameOf,
  suiteOf,
} from './proof-suites.js';
import { jwkOf } from './public-key.js';
import { isVersion1 } from './schema-check.js';
import { asItStands, openSigned, type SignedDocument } from './signed-document.js';
import {
  fail,
  graver,
  lighter,
  unknown,
  type Finding,
  type KnownShape,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

/** The result of all proofs of a badge. */
export interface Judged {
  readonly proof: Finding;
  readonly identity: Finding;
  readonly isWellFormed?: boolean;
}

const nobody = unknown('not_asked', 'Not asked: nobody is named by the proof.', {
  wording: 'not_asked_nobody',
});

/** A badge with embedded proofs, with those proofs whose shape is known. */
export interface OpenedBadge {
  readonly signed: SignedDocument;
  readonly known: ReadonlyMap<Json, KnownShape>;
}

/**
 * Opens a badge. A document of a known shape says what is signed as it stands, which was checked when the shape was
 * compiled.
 */
export async function openBadge(
  document: Json,
  environment: VerifyEnvironment,
): Promise<OpenedBadge> {
  const known = new Map<Json, KnownShape>();
  const proofs = proofsOf(document).slice(0, MOST_PROOFS);
  for (const proof of isVersion1(document) ? [] : proofs) {
    if (!isEddsaRdfc(proof) || proof['previousProof'] !== undefined) continue;
    const shape = environment.findKnown?.(document, proof) ?? null;
    if (shape !== null) known.set(proof, shape);
  }
  const isKnown = proofs.length > 0 && proofs.every((proof) => known.has(proof));
  return {
    signed: isKnown ? asItStands(document) : await openSigned(document, environment),
    known,
  };
}

async function judgeProof(
  { signed, known }: OpenedBadge,
  proof: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Judged> {
  const { verificationMethod: methodId, created } = proof;
  if (typeof methodId !== 'string')
    return {
      proof: fail('proof_malformed', 'The proof names no key.', { wording: 'proof_key' }),
      identity: nobody,
    };
  const signedAt = typeof created === 'string' ? created : undefined;
  const { method, identity } = await findKey(methodId, issuerId, signedAt, environment.fetchJson);
  if (method === null)
    return {
      proof: unknown('key_unreachable', 'The key to check it could not be loaded.'),
      identity,
    };
  const shape = known.get(proof) ?? null;
  return {
    proof: await verifyDataIntegrity(signed, proof, jwkOf(method), environment, shape),
    identity,
    isWellFormed: shape?.isWellFormed ?? false,
  };
}

const notSupported = (proof: Json): Finding =>
  unknown(
    'proof_not_supported',
    `It is signed by ${suiteNameOf(proof)}, which cannot be checked here; that does not make it wrong.`,
    { values: { suite: suiteNameOf(proof) } },
  );

/**
 * Judges a proof in a chain, which counts only if those before it do (VC Data Integrity 1.0, 2.1.2); one that cannot be
 * checked leaves it undecided.
 */
function judgeChain(document: Json, proof: Json, judged: Judged): Judged {
  const open = previousProofsOf(document, proof)?.find((previous) => suiteOf(previous) === null);
  return open === undefined
    ? judged
    : { ...judged, proof: graver(judged.proof, notSupported(open)) };
}

/**
 * Judges several proofs (VC Data Integrity 1.0, 2.1.1): every one that can be checked has to be valid, and one has to
 * be the issuer's; the others may be those of anybody who endorses the badge.
 */
export async function judgeEmbedded(
  opened: OpenedBadge,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Judged> {
  const { document } = opened.signed;
  const proofs = proofsOf(document);
  if (proofs.length > MOST_PROOFS)
    return {
      proof: fail('proof_malformed', 'It carries too many proofs.', { wording: 'proof_many' }),
      identity: nobody,
    };
  if (proofs.length === 0)
    return { proof: fail('not_signed', 'It carries no signature at all.'), identity: nobody };
  const judged: Judged[] = [];
  for (const proof of proofs)
    if (suiteOf(proof) !== null) {
      const one = await judgeProof(opened, proof, issuerId, environment);
      judged.push(judgeChain(document, proof, one));
    }
  const [first, ...others] = judged;
  if (first === undefined) return { proof: notSupported(proofs[0]!), identity: nobody };
  return others.reduce(
    (all, one) => ({
      proof: graver(all.proof, one.proof),
      identity: lighter(all.identity, one.identity),
      isWellFormed: all.isWellFormed ?? false,
    }),
    first,
  );
}
