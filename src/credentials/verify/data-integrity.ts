import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { canonizeJson } from './canonize-json.js';
import { canonize } from './canonize.js';
import { loadContext, type DocumentLoader } from './contexts.js';
import { decodeMultibase, encodeEd25519Multikey } from './multibase.js';
import { previousProofsOf, suiteOf, type ProofSuite } from './proof-suites.js';
import { checkProofPlace, checkProofTerms } from './proof-terms.js';
import { curveOf, ed25519Of, type Curve } from './public-key.js';
import { readSigned } from './read-signed.js';
import {
  asItStands,
  explainFailure,
  withoutProof,
  type SignedDocument,
} from './signed-document.js';
import {
  fail,
  pass,
  unknown,
  type Finding,
  type KnownShape,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

type Hash = 'SHA-256' | 'SHA-384';

const hashOf = (curve: Curve): Hash => (curve === 'P-384' ? 'SHA-384' : 'SHA-256');

async function digest(text: string, hash: Hash): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(text)));
}

/**
 * @returns what a proof signs: the document without proofs, except those that the proof names as previous (VC Data
 *   Integrity 1.0, 4.5, step 3)
 */
function unsignedOf(document: Json, proof: Json): Json {
  const unsigned = withoutProof(document);
  const previous = previousProofsOf(document, proof) ?? [];
  return previous.length === 0 ? unsigned : { ...unsigned, proof: previous };
}

/** Canonicalizes once for all proofs of a document; a proof in a chain also signs the proofs before it. */
function canonizeUnsigned(signed: SignedDocument, proof: Json): Promise<string> {
  const unsigned = unsignedOf(signed.document, proof);
  return unsigned['proof'] === undefined
    ? signed.canonical()
    : canonize(unsigned, signed.loadContext);
}

/**
 * @returns proof options as they are hashed (VC Data Integrity EdDSA 1.0, 3.2.5 and 3.4.5): the proof without its value
 */
export function proofOptions(document: Json, proof: Json, suite: ProofSuite): Json {
  const options = { ...proof };
  delete options['proofValue'];
  if (suite.canonical === 'jcs') return options;
  const own = document['@context'];
  const contexts: unknown[] = Array.isArray(own) ? own : [own];
  const isDefined = contexts.some((context) => suite.definedBy.includes(String(context)));
  return { ...options, '@context': isDefined ? own : [...contexts, suite.context] };
}

/** @returns what a JCS proof signs: the document with the contexts that the proof names (3.3.2, step 4) */
function unsignedByJcs(document: Json, proof: Json): Json {
  const unsigned = unsignedOf(document, proof);
  const named = proof['@context'];
  return named === undefined ? unsigned : { ...unsigned, '@context': named };
}

/**
 * Canonicalizes proof options; a member that has another name than the contexts define, or that they drop, is not
 * covered.
 */
async function canonizeOptions(options: Json, loader: DocumentLoader): Promise<string> {
  const { expanded } = await readSigned(options, loader);
  return canonize(expanded, loader, { isExpanded: true });
}

async function hashData(opened: SignedDocument, proof: Json, curve: Curve): Promise<Uint8Array> {
  const suite = suiteOf(proof);
  if (suite === null) throw new RangeError('not a proof that is known here');
  const { document, loadContext: loader } = opened;
  const options = proofOptions(document, proof, suite);
  const texts =
    suite.canonical === 'jcs'
      ? [canonizeJson(options), canonizeJson(unsignedByJcs(document, proof))]
      : [await canonizeOptions(options, loader), await canonizeUnsigned(opened, proof)];
  const hashes = await Promise.all(texts.map((text) => digest(text, hashOf(curve))));
  return Uint8Array.from(hashes.flatMap((hash) => [...hash]));
}

/**
 * @returns the signed bytes: the hash of the proof options and the hash of the document (VC Data Integrity EdDSA 1.0,
 *   3.2.4; ECDSA 1.0, 3.2.4)
 */
export function createVerifyData(
  document: Json,
  proof: Json,
  loader: DocumentLoader = loadContext,
  curve: Curve = 'Ed25519',
): Promise<Uint8Array> {
  return hashData(asItStands(document, loader), proof, curve);
}

async function verifyBytes(jwk: Json, data: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const raw = ed25519Of(jwk);
  if (raw !== null) {
    const publicKeyMultibase = encodeEd25519Multikey(raw);
    const key = await Ed25519Multikey.from({ type: 'Multikey', publicKeyMultibase });
    return key.verifier().verify({ data, signature });
  }
  const { kty, crv, x, y } = jwk as Record<'kty' | 'crv' | 'x' | 'y', string>;
  const algorithm = { name: 'ECDSA', namedCurve: crv, hash: hashOf(crv as Curve) };
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, [
    'verify',
  ]);
  const bytes = (one: Uint8Array) => one as Uint8Array<ArrayBuffer>;
  return crypto.subtle.verify(algorithm, key, bytes(signature), bytes(data));
}

const tampered = fail(
  'signature_wrong',
  'The signature does not fit: the badge was changed after it was signed, or signed by somebody else.',
);

/** @returns the curve of the issuer's key, where a proof of this kind can be made with it */
function curveFor(proof: Json, jwk: Json | null): Curve | null {
  const curve = jwk && curveOf(jwk);
  return curve !== null && suiteOf(proof)?.curves.includes(curve) ? curve : null;
}

const signed = pass('signed', 'The badge is exactly as it was signed.');

const notSupported = unknown(
  'key_not_supported',
  'The issuer signs with a kind of key not known here.',
);

/**
 * Checks one proof against a key that is already known (VC Data Integrity EdDSA 1.0 and ECDSA 1.0, 3.2.2).
 * @param jwk the issuer's public key
 * @param known a faster way to the same answer, for eddsa-rdfc-2022 alone
 */
export async function verifyDataIntegrity(
  opened: SignedDocument,
  proof: Json,
  jwk: Json | null,
  environment: Pick<VerifyEnvironment, 'now'>,
  known: KnownShape | null = null,
): Promise<Finding> {
  const isByRdf = suiteOf(proof)?.canonical === 'rdfc';
  const malformed = checkProofTerms(proof) ?? (isByRdf ? opened.problem : null);
  if (malformed) return malformed;
  const curve = curveFor(proof, jwk);
  if (jwk === null || curve === null) return notSupported;
  const unfit = checkProofPlace(opened.document, proof, environment.now());
  if (unfit) return unfit;
  try {
    const isRight =
      known?.isSignedBy(jwk) ??
      (await verifyBytes(
        jwk,
        await hashData(opened, proof, curve),
        decodeMultibase(String(proof['proofValue'])),
      ));
    return isRight ? signed : tampered;
  } catch (error) {
    return error instanceof RangeError ? tampered : explainFailure(error);
  }
}
