import { sign } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { SigningKey } from '../issuer/issuer-key.js';
import { loadContext, type DocumentLoader } from '../verify/contexts.js';

const signerOf = (key: Pick<SigningKey, 'id' | 'privateKey'>) => ({
  id: key.id,
  algorithm: 'Ed25519',
  sign: ({ data }: { data: Uint8Array }) =>
    Promise.resolve(new Uint8Array(sign(null, data, key.privateKey))),
});

/**
 * Signs a credential by eddsa-rdfc-2022 (VC Data Integrity EdDSA 1.0, 3.2) with the library.
 * @param created the proof's time, whole seconds
 * @returns the credential with its proof as the library leaves it: one object
 */
export async function signWithLibrary(
  credential: object,
  key: Pick<SigningKey, 'id' | 'privateKey'>,
  created: string,
  documentLoader: DocumentLoader = loadContext,
): Promise<Record<string, unknown>> {
  const suite = new DataIntegrityProof({ signer: signerOf(key), date: created, cryptosuite });
  // The library modifies its argument, so it gets a copy.
  return vc.issue({ credential: structuredClone(credential), suite, documentLoader });
}

/** Signs a badge, with the proof in a list, as in OB 3.0 (B.1.1). @returns the exact JSON text */
export async function signBadge(badge: object, key: SigningKey, created: string): Promise<string> {
  const signed = await signWithLibrary(badge, key, created);
  return JSON.stringify({ ...signed, proof: [signed['proof']] });
}

/** Signs a status list credential, with the proof as one object, which other verifiers expect. */
export async function signStatusList(
  credential: object,
  key: SigningKey,
  created: string,
): Promise<string> {
  return JSON.stringify(await signWithLibrary(credential, key, created));
}
