import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { loadContext, type DocumentLoader } from '../../src/credentials/verify/contexts.js';

export type Json = Record<string, unknown>;

export const V2 = 'https://www.w3.org/ns/credentials/v2';
export const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
export const NOW = new Date('2026-05-04T09:00:00Z');

/** An issuer with a key of its own: a did:key, or a name whose DID document is in `documents`. */
export async function createSigner(did?: string, loader: DocumentLoader = loadContext) {
  const key = await Ed25519Multikey.generate({});
  const id = did ?? `did:key:${key.publicKeyMultibase}`;
  const methodId = `${id}#${key.publicKeyMultibase}`;
  const { publicKeyMultibase } = key;
  const method = { id: methodId, type: 'Multikey', controller: id, publicKeyMultibase };
  return {
    id,
    document: { id, verificationMethod: [method], assertionMethod: [methodId] },
    sign: (credential: Json): Promise<Json> =>
      vc.issue({
        credential: structuredClone(credential),
        suite: new DataIntegrityProof({ signer: { ...key.signer(), id: methodId }, cryptosuite }),
        documentLoader: loader,
        now: NOW,
      }),
  };
}

/** A badge as others write it. */
export function badgeOf(issuerId: string, over: Json = {}, subject: Json = {}): Json {
  const achievement = {
    id: 'https://college.example/achievements/1',
    type: ['Achievement'],
    name: 'Teamwork',
    description: 'Works with others.',
    criteria: { narrative: 'Nominated by peers.' },
  };
  return {
    '@context': [V2, OB],
    id: 'https://college.example/badges/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuerId, type: ['Profile'], name: 'College' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
      id: 'did:example:ada',
      type: ['AchievementSubject'],
      achievement,
      ...subject,
    },
    ...over,
  };
}
