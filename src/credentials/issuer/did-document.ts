import { omitUndefined } from '../../base/index.js';
import type { IssuerKey } from './issuer-key.js';
import { originOfIdentity } from './addresses.js';
import { profileOf, type Issuer, type IssuerIdentity } from './issuer.js';
import { OB_3_0_3 } from '../verify/contexts.js';
import { jwkOfMultikey } from '../verify/public-key.js';

const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The keys that sign for an identity, as its document lists them. */
const methodsOf = (keys: readonly IssuerKey[]) => ({
  verificationMethod: keys.map((key) =>
    omitUndefined({
      id: key.id,
      type: key.publicJwk === undefined ? 'Multikey' : 'JsonWebKey',
      controller: key.controller,
      publicKeyMultibase: key.publicJwk === undefined ? key.publicKeyMultibase : undefined,
      publicKeyJwk: key.publicJwk,
      revoked: key.compromisedFrom && seconds(key.compromisedFrom),
    }),
  ),
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
 * Builds the DID document of an issuer. Retired keys stay, so that old badges remain verifiable; a compromised key
 * stays with the moment from which it is `revoked` (CID 1.0, 2.2).
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
 * Builds the document at the address of an issuer with an https identity: its Profile (OB 3.0, B.1.14) with its keys
 * (CID 1.0). The context of DIDs comes first, where verifiers look for the terms of keys.
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

/** @returns the address of the JWK of a key for VC-JWT, which `kid` names (OB 3.0, 8.2.4) */
export function jwkUrlOf(
  publicUrl: string,
  { id, issuerId }: Pick<IssuerKey, 'id' | 'issuerId'>,
): string {
  const [profileId = '', fragment = ''] = id.split('#');
  return `${originOfIdentity(publicUrl, profileId)}/issuers/${issuerId}/keys/${fragment}`;
}

function jwkOfKey(key: IssuerKey): Record<string, unknown> | null {
  return key.publicJwk ?? jwkOfMultikey(key.publicKeyMultibase ?? '');
}

/**
 * Builds the JWK Set (RFC 7517, 5) of all keys of this installation, each with the issuer that it signs for; the Open
 * Badges Implementation Guide has verifiers look there for a token's issuer. A set cannot mark a key as compromised, so
 * such keys are left out.
 */
export function buildKeySet(publicUrl: string, all: readonly IssuerKey[]): { keys: object[] } {
  const keys = all.flatMap((key) => {
    const jwk = key.compromisedFrom === undefined ? jwkOfKey(key) : null;
    const kid = key.publicJwk === undefined ? key.id : jwkUrlOf(publicUrl, key);
    return jwk === null ? [] : [{ ...jwk, kid, iss: key.controller }];
  });
  return { keys };
}
