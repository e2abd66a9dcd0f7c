import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { findContextProblem } from './context-guard.js';
import { loadContext, type DocumentLoader } from './contexts.js';
import { decodeMultibase, encodeEd25519Multikey } from './multibase.js';
import { previousProofsOf, proofsOf, suiteOf, type ProofSuite } from './proof-suites.js';
import { curveOf, ed25519Of, type Curve } from './public-key.js';
import { isWithinValues, LIMITS } from './bounded-json.js';
import { canonizeJson } from './canonize-json.js';
import { checkProofPlace, checkProofTerms } from './proof-terms.js';
import {
  fail,
  pass,
  unknown,
  type Finding,
  type KnownShape,
  type VerifyEnvironment,
} from './verification.js';

type Json = Record<string, unknown>;

/** Longer than any honest badge takes; a graph built to be hard is given up. */
const CANONIZE_MS = 3_000;

type Hash = 'SHA-256' | 'SHA-384';

const hashOf = (curve: Curve): Hash => (curve === 'P-384' ? 'SHA-384' : 'SHA-256');

async function digest(text: string, hash: Hash): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(text)));
}

function canonize(document: Json, documentLoader: DocumentLoader): Promise<string> {
  const options = {
    documentLoader,
    signal: AbortSignal.timeout(CANONIZE_MS),
    maxWorkFactor: 1,
  };
  return cryptosuite.canonize(document, options);
}

/** What a proof is made over: the document without proofs, save those that it names as previous (4.5, step 3). */
function unsignedOf(document: Json, proof: Json): Json {
  const unsigned = { ...document };
  delete unsigned['proof'];
  const previous = previousProofsOf(document, proof) ?? [];
  return previous.length === 0 ? unsigned : { ...unsigned, proof: previous };
}

/** Several proofs of one document share what costs most. */
const canonized = new WeakMap<Json, Promise<string>>();

function canonizeUnsigned(
  document: Json,
  proof: Json,
  documentLoader: DocumentLoader,
): Promise<string> {
  const unsigned = unsignedOf(document, proof);
  if (proofsOf(document).length < 2 || unsigned['proof'] !== undefined)
    return canonize(unsigned, documentLoader);
  const earlier = canonized.get(document);
  if (earlier !== undefined) return earlier;
  const canonical = canonize(unsigned, documentLoader);
  canonized.set(document, canonical);
  return canonical;
}

/** Proof options as they are hashed (VC Data Integrity EdDSA 1.0, 3.2.5 and 3.4.5): the proof without its value. */
function proofOptions(document: Json, proof: Json, suite: ProofSuite): Json {
  const options = { ...proof };
  delete options['proofValue'];
  if (suite.canonical === 'jcs') return options;
  const own = document['@context'];
  const contexts: unknown[] = Array.isArray(own) ? own : [own];
  const isDefined = contexts.some((context) => suite.definedBy.includes(String(context)));
  return { ...options, '@context': isDefined ? own : [...contexts, suite.context] };
}

/** What a proof by JCS signs: the document, its contexts those that the proof names (3.3.2, step 4). */
function unsignedByJcs(document: Json, proof: Json): Json {
  const unsigned = unsignedOf(document, proof);
  const named = proof['@context'];
  return named === undefined ? unsigned : { ...unsigned, '@context': named };
}

async function hashesOf(
  document: Json,
  proof: Json,
  suite: ProofSuite,
  hash: Hash,
  loader: DocumentLoader,
): Promise<Uint8Array[]> {
  const options = proofOptions(document, proof, suite);
  const texts =
    suite.canonical === 'jcs'
      ? [canonizeJson(options), canonizeJson(unsignedByJcs(document, proof))]
      : [await canonize(options, loader), await canonizeUnsigned(document, proof, loader)];
  return Promise.all(texts.map((text) => digest(text, hash)));
}

/**
 * The bytes that are signed: the hash of the proof options and the hash of the document (VC Data Integrity
 * EdDSA 1.0, 3.2.4; ECDSA 1.0, 3.2.4).
 */
export async function createVerifyData(
  document: Json,
  proof: Json,
  loader: DocumentLoader = loadContext,
  curve: Curve = 'Ed25519',
): Promise<Uint8Array> {
  const suite = suiteOf(proof);
  if (suite === null) throw new RangeError('not a proof that is known here');
  const [options, whole] = await hashesOf(document, proof, suite, hashOf(curve), loader);
  const data = new Uint8Array(options!.length + whole!.length);
  data.set(options!, 0);
  data.set(whole!, options!.length);
  return data;
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

const tooComplex = fail(
  'too_complex',
  'The badge is built so that checking it would take too long.',
);

/** Whether a document can be canonicalized at all, before it is. */
function checkDocument(document: Json, proof: Json): Finding | null {
  const isCheap =
    suiteOf(proof)?.canonical === 'jcs' || isWithinValues(document, LIMITS.canonizedValues);
  return isCheap ? checkContexts(document) : tooComplex;
}

function explainFailure(error: unknown): Finding {
  if (error instanceof RangeError) return tampered;
  const name = error instanceof Error ? error.name : '';
  if (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    /work factor|iterations/i.test(String(error))
  )
    return tooComplex;
  return fail(
    'not_canonical',
    'The badge has parts that its contexts do not define, so no signature can cover them.',
  );
}

function checkContexts(document: Json): Finding | null {
  const problem = findContextProblem(document);
  if (problem === null) return null;
  if (problem.kind === 'unlisted')
    return unknown(
      'context_not_listed',
      `The badge uses terms from ${problem.url.slice(0, 200)}, which is not known here.`,
      { values: { url: problem.url.slice(0, 200) } },
    );
  return unknown('context_unfit', 'The badge defines terms of its own that cannot be used here.');
}

/** The curve of the issuer's key, where a proof of this kind can be made by it. */
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
  document: Json,
  proof: Json,
  jwk: Json | null,
  environment: Pick<VerifyEnvironment, 'now'>,
  known: KnownShape | null = null,
): Promise<Finding> {
  // A known shape has known contexts alone.
  const malformed = checkProofTerms(proof) ?? (known ? null : checkDocument(document, proof));
  if (malformed) return malformed;
  const curve = curveFor(proof, jwk);
  if (jwk === null || curve === null) return notSupported;
  const unfit = checkProofPlace(document, proof, environment.now());
  if (unfit) return unfit;
  try {
    const isRight =
      known?.isSignedBy(jwk) ??
      (await verifyBytes(
        jwk,
        await createVerifyData(document, proof, loadContext, curve),
        decodeMultibase(String(proof['proofValue'])),
      ));
    return isRight ? signed : tampered;
  } catch (error) {
    return explainFailure(error);
  }
}
