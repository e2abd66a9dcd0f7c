import { isObject } from './schema-check.js';
import type { Curve } from './public-key.js';

type Json = Record<string, unknown>;

/** How a kind of proof is made: how the document is canonicalized, and which keys sign. */
export interface ProofSuite {
  readonly name: string;
  /** RDF Dataset Canonicalization 1.0, or the JSON Canonicalization Scheme (RFC 8785). */
  readonly canonical: 'rdfc' | 'jcs';
  readonly curves: readonly Curve[];
  /** The context that defines the proof's terms where the document's own do not. */
  readonly context: string;
  readonly definedBy: readonly string[];
}

const VC_V2 = 'https://www.w3.org/ns/credentials/v2';
const DATA_INTEGRITY_V1 = 'https://w3id.org/security/data-integrity/v1';
const DATA_INTEGRITY_V2 = 'https://w3id.org/security/data-integrity/v2';
const ED25519_2020 = 'https://w3id.org/security/suites/ed25519-2020/v1';

const dataIntegrity = {
  context: DATA_INTEGRITY_V2,
  definedBy: [VC_V2, DATA_INTEGRITY_V2, DATA_INTEGRITY_V1],
};
const EDDSA: readonly Curve[] = ['Ed25519'];
const ECDSA: readonly Curve[] = ['P-256', 'P-384'];

/** The cryptosuites of VC Data Integrity EdDSA 1.0 (eddsa-2022 in its drafts) and ECDSA 1.0. */
const CRYPTOSUITES: readonly ProofSuite[] = [
  { name: 'eddsa-rdfc-2022', canonical: 'rdfc', curves: EDDSA, ...dataIntegrity },
  { name: 'eddsa-2022', canonical: 'rdfc', curves: EDDSA, ...dataIntegrity },
  { name: 'eddsa-jcs-2022', canonical: 'jcs', curves: EDDSA, ...dataIntegrity },
  { name: 'ecdsa-rdfc-2019', canonical: 'rdfc', curves: ECDSA, ...dataIntegrity },
  { name: 'ecdsa-jcs-2019', canonical: 'jcs', curves: ECDSA, ...dataIntegrity },
];

/** The suite before these (VC Data Integrity EdDSA 1.0, Appendix B), which is still in use. */
const ED25519_SIGNATURE_2020: ProofSuite = {
  name: 'Ed25519Signature2020',
  canonical: 'rdfc',
  curves: EDDSA,
  context: ED25519_2020,
  definedBy: [ED25519_2020],
};

/** The most proofs of one document. */
export const MOST_PROOFS = 4;

/** @returns the proofs of a document: OB 3.0 has a list, VC 2.0 also allows a single one */
export function proofsOf(document: Json): Json[] {
  const { proof } = document;
  return (Array.isArray(proof) ? proof : [proof]).filter(isObject);
}

/**
 * @returns the proofs before one in a chain (VC Data Integrity 1.0, 2.1.2 and 4.5): none for a proof that stands alone;
 *   null where one that it names is missing or ambiguous
 */
export function previousProofsOf(document: Json, proof: Json): Json[] | null {
  const { previousProof } = proof;
  if (previousProof === undefined) return [];
  const named = new Set<unknown>([previousProof].flat());
  const found = proofsOf(document).filter(({ id }) => typeof id === 'string' && named.has(id));
  return named.size > 0 && found.length === named.size ? found : null;
}

/** @returns a proof's kind as it states it, for people */
export const suiteNameOf = ({ cryptosuite, type }: Json): string =>
  String(cryptosuite ?? type).slice(0, 60);

/** @returns how a proof was made; null where that cannot be checked here */
export function suiteOf(proof: Json): ProofSuite | null {
  if (proof['type'] === 'Ed25519Signature2020') return ED25519_SIGNATURE_2020;
  if (proof['type'] !== 'DataIntegrityProof') return null;
  return CRYPTOSUITES.find(({ name }) => name === proof['cryptosuite']) ?? null;
}

export const isEddsaRdfc = (proof: Json): boolean => suiteOf(proof)?.name === 'eddsa-rdfc-2022';
