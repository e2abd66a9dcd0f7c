import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { encodeEd25519Multikey } from './verify/multibase.js';

/** Where a key stands: `active` signs; `retired` no longer signs and still verifies. */
export type KeyState = 'active' | 'retired';

/** An issuer's key as it is kept. The private half is sealed. */
export interface IssuerKey {
  /** The verification method: `did:web:host#z6Mk…`, the multibase key itself as fragment. */
  readonly id: string;
  readonly issuerId: string;
  readonly controller: string;
  readonly algorithm: 'Ed25519';
  readonly publicKeyMultibase: string;
  readonly sealedPrivateKey: string;
  readonly state: KeyState;
  readonly createdAt: Date;
  readonly retiredAt?: Date;
  /** From then on nothing that it signed is to be believed (CID 1.0, `revoked`). */
  readonly compromisedFrom?: Date;
}

/** A key ready to sign, its KeyObject kept: making one anew costs ten signatures. */
export interface SigningKey {
  readonly id: string;
  readonly controller: string;
  readonly publicKeyMultibase: string;
  readonly privateKey: KeyObject;
}

export const KEY_PURPOSE = 'issuer key';

/** Makes a new Ed25519 key: its public half as Multikey, its private half as PKCS #8. */
export function generateIssuerKey(): { publicKeyMultibase: string; pkcs8: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return {
    publicKeyMultibase: encodeEd25519Multikey(Buffer.from(x ?? '', 'base64url')),
    pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

export function openSigningKey(key: IssuerKey, pkcs8: Buffer): SigningKey {
  const { id, controller, publicKeyMultibase } = key;
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { id, controller, publicKeyMultibase, privateKey };
}
