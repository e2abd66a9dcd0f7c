import type { IssuerKey } from './issuer-key.js';
import { profileOf, type Issuer, type IssuerIdentity } from './issuer.js';
import { OB_3_0_3 } from './verify/contexts.js';

const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The keys that sign for an identity, as its document lists them. */
const methodsOf = (keys: readonly IssuerKey[]) => ({
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
});

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
    ...methodsOf(keys),
  };
}

/**
 * What is at the https address of an issuer that goes by it: its Profile (OB 3.0, B.1.14) with its keys (CID 1.0).
 * The context of DIDs stands first: verifiers read the terms of keys without looking further.
 */
export function buildProfileDocument(
  issuer: IssuerIdentity & Partial<Issuer>,
  keys: readonly IssuerKey[],
): DidDocument {
  const document = buildDidDocument(issuer.profileId, keys);
  return {
    ...document,
    ...profileOf(issuer),
    '@context': [...document['@context'], OB_3_0_3],
  };
}
