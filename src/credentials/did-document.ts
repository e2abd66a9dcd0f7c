import type { IssuerKey } from './issuer-key.js';

const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** A DID document with its verification methods (DID 1.1, CID 1.0, did:web). */
export interface DidDocument {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly verificationMethod: readonly object[];
  readonly assertionMethod: readonly string[];
}

/**
 * The DID document of an issuer. Retired keys stay, so that old badges go on verifying; a compromised
 * one stays with the date from which it is `revoked` (CID 1.0, 2.2).
 */
export function buildDidDocument(did: string, keys: readonly IssuerKey[]): DidDocument {
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
    ],
    id: did,
    verificationMethod: keys.map((key) => ({
      id: key.id,
      type: key.publicJwk === undefined ? 'Multikey' : 'JsonWebKey',
      controller: key.controller,
      ...(key.publicJwk === undefined
        ? { publicKeyMultibase: key.publicKeyMultibase }
        : { publicKeyJwk: key.publicJwk }),
      ...(key.compromisedFrom === undefined ? {} : { revoked: seconds(key.compromisedFrom) }),
    })),
    assertionMethod: keys.map((key) => key.id),
  };
}
