import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { findContextProblem } from './context-guard.js';
import { loadContext, type DocumentLoader } from './contexts.js';
import { decodeEd25519Multikey, decodeMultibase } from './multibase.js';
import { isDateTime, isObject } from './schema-check.js';
import {
  fail,
  pass,
  unknown,
  type Finding,
  type KnownShape,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

const VC_V2 = 'https://www.w3.org/ns/credentials/v2';
const DATA_INTEGRITY_V2 = 'https://w3id.org/security/data-integrity/v2';
/** Longer than any honest badge takes; a graph built to be hard is given up. */
const CANONIZE_MS = 3_000;
export const MOST_PROOFS = 4;

/** The proofs that stand in a document: OB 3.0 has a list, VC 2.0 also one alone. */
export function proofsOf(document: Json): Json[] {
  const { proof } = document;
  return (Array.isArray(proof) ? proof : [proof]).filter(isObject);
}

export const isEddsaRdfc = (proof: Json): boolean =>
  proof['type'] === 'DataIntegrityProof' && proof['cryptosuite'] === 'eddsa-rdfc-2022';

/** The proof that can be checked here; null where there is none of the kind. */
export function findProof(document: Json): Json | null {
  return proofsOf(document).find(isEddsaRdfc) ?? null;
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function canonize(document: Json, documentLoader: DocumentLoader): Promise<string> {
  const options = {
    documentLoader,
    signal: AbortSignal.timeout(CANONIZE_MS),
    maxWorkFactor: 1,
  };
  return cryptosuite.canonize(document, options);
}

/** Proof options as they are hashed (VC Data Integrity EdDSA 1.0, 3.2.5): the proof without its value. */
function proofOptions(document: Json, proof: Json): Json {
  const own = document['@context'];
  const contexts: unknown[] = Array.isArray(own) ? own : [own];
  const hasSuite = contexts.includes(VC_V2) || contexts.includes(DATA_INTEGRITY_V2);
  const options: Json = {
    '@context': hasSuite ? own : [...contexts, DATA_INTEGRITY_V2],
    ...proof,
  };
  delete options['proofValue'];
  return options;
}

/** The 64 bytes that are signed: the hash of the proof options and the hash of the document (3.2.4). */
export async function createVerifyData(
  document: Json,
  proof: Json,
  loader: DocumentLoader = loadContext,
): Promise<Uint8Array> {
  const unsigned = { ...document };
  delete unsigned['proof'];
  const optionsHash = await sha256(await canonize(proofOptions(document, proof), loader));
  const documentHash = await sha256(await canonize(unsigned, loader));
  const data = new Uint8Array(64);
  data.set(optionsHash, 0);
  data.set(documentHash, 32);
  return data;
}

async function verifyBytes(
  publicKeyMultibase: string,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await Ed25519Multikey.from({ type: 'Multikey', publicKeyMultibase });
  return key.verifier().verify({ data, signature });
}

const tampered = fail(
  'signature_wrong',
  'The signature does not fit: the badge was changed after it was signed, or signed by somebody else.',
);

function explainFailure(error: unknown): Finding {
  const name = error instanceof Error ? error.name : '';
  if (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    /work factor|iterations/i.test(String(error))
  )
    return fail('too_complex', 'The badge is built so that checking it would take too long.');
  return fail(
    'not_canonical',
    'The badge has parts that its contexts do not define, so no signature can cover them.',
  );
}

function checkProofTerms(proof: Json): Finding | null {
  if (proof['proofPurpose'] !== 'assertionMethod')
    return fail('wrong_purpose', 'The proof was made for another purpose.');
  for (const date of [proof['created'], proof['expires']])
    if (date !== undefined && !(typeof date === 'string' && isDateTime(date)))
      return fail('proof_malformed', 'A date in the proof is not a date.');
  if (typeof proof['proofValue'] !== 'string')
    return fail('proof_malformed', 'The proof has no value.');
  return null;
}

function checkContexts(document: Json): Finding | null {
  const problem = findContextProblem(document);
  if (problem === null) return null;
  if (problem.kind === 'unlisted')
    return unknown(
      'context_not_listed',
      `The badge uses terms from ${problem.url.slice(0, 200)}, which is not known here.`,
    );
  return unknown('context_unfit', 'The badge defines terms of its own that cannot be used here.');
}

/**
 * Checks one eddsa-rdfc-2022 proof against a key that is already known (VC Data Integrity EdDSA 1.0, 3.2.2).
 * @param publicKeyMultibase the issuer's `z6Mk…` key
 */
export async function verifyDataIntegrity(
  document: Json,
  proof: Json,
  publicKeyMultibase: string,
  environment: Pick<VerifyEnvironment, 'now'>,
  known: KnownShape | null = null,
): Promise<Finding> {
  // A known shape has known contexts alone.
  const malformed = checkProofTerms(proof) ?? (known ? null : checkContexts(document));
  if (malformed) return malformed;
  const publicKey = decodeEd25519Multikey(publicKeyMultibase);
  if (publicKey === null)
    return unknown('key_not_supported', 'The issuer signs with a kind of key not known here.');
  if (Date.parse(String(proof['expires'])) <= environment.now().getTime())
    return fail('proof_expired', 'The proof itself has expired.');
  try {
    const isRight =
      known?.isSignedBy(publicKey) ??
      (await verifyBytes(
        publicKeyMultibase,
        await createVerifyData(document, proof),
        decodeMultibase(String(proof['proofValue'])),
      ));
    return isRight ? pass('signed', 'The badge is exactly as it was signed.') : tampered;
  } catch (error) {
    return error instanceof RangeError ? tampered : explainFailure(error);
  }
}
