import { omitUndefined } from '../../base/index.js';
import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { encodeEd25519Multikey } from '../verify/multibase.js';

/** The state of a key: `active` signs; `retired` no longer signs and still verifies. */
export type KeyState = 'active' | 'retired';

/** Ed25519 signs Data Integrity proofs, the others VC-JWT, for which 1EdTech accepts RS256 and ES256. */
export type KeyAlgorithm = 'Ed25519' | JwtAlgorithm;
export type JwtAlgorithm = 'RS256' | 'ES256';

/** The public members of a JWK (RFC 7517). */
export type PublicJwk = Readonly<Record<string, string>>;

/** An issuer's key as it is stored. The private half is sealed. */
export interface IssuerKey {
  /** The verification method: `did:web:host#z6Mk…` (the multibase key itself), or `…#<JWK thumbprint>`. */
  readonly id: string;
  readonly issuerId: string;
  readonly controller: string;
  readonly algorithm: KeyAlgorithm;
  /** The public half of an Ed25519 key. */
  readonly publicKeyMultibase?: string;
  /** The public half of an RS256 or ES256 key. */
  readonly publicJwk?: PublicJwk;
  readonly sealedPrivateKey: string;
  readonly state: KeyState;
  readonly createdAt: Date;
  readonly retiredAt?: Date;
  /** The moment from which signatures of the key do not count (CID 1.0, `revoked`). */
  readonly compromisedFrom?: Date;
}

/** A key ready to sign, with its KeyObject: making one takes as long as ten signatures. */
export interface SigningKey {
  readonly id: string;
  readonly controller: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicJwk?: PublicJwk;
  readonly privateKey: KeyObject;
}

/** @returns under which issuer the keys and status lists of an endorser are kept whom this installation hosts */
export const endorserKeyOwner = (endorserId: string): string => `endorser-${endorserId}`;

/** Whether a key signs for an endorser, and for no issuer of badges. */
export const isOfEndorser = ({ issuerId }: Pick<IssuerKey, 'issuerId'>): boolean =>
  issuerId.startsWith('endorser-');

export const KEY_PURPOSE = 'issuer key';

/** A new key: the fragment that names it, its public half, its private half as PKCS #8. */
export interface FreshKey {
  readonly fragment: string;
  readonly pkcs8: Buffer;
  readonly publicKeyMultibase?: string;
  readonly publicJwk?: PublicJwk;
}

const pkcs8Of = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'pkcs8' });

/** Asynchronous: making an RSA key takes a tenth of a second or more. */
const generate = promisify(generateKeyPair);

async function generateEd25519(): Promise<FreshKey> {
  const { publicKey, privateKey } = await generate('ed25519', {});
  const { x } = publicKey.export({ format: 'jwk' });
  const publicKeyMultibase = encodeEd25519Multikey(Buffer.from(x ?? '', 'base64url'));
  return { fragment: publicKeyMultibase, publicKeyMultibase, pkcs8: pkcs8Of(privateKey) };
}

/** The JWK thumbprint (RFC 7638): the hash of the members that make the key, in the order of their names. */
export function thumbprintOf(jwk: PublicJwk): string {
  const members = Object.entries(jwk)
    .filter(([name]) => ['crv', 'e', 'kty', 'n', 'x', 'y'].includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url');
}

async function generateForJwt(algorithm: JwtAlgorithm): Promise<FreshKey> {
  const { publicKey, privateKey } =
    algorithm === 'RS256'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const fragment = thumbprintOf(jwk);
  return {
    fragment,
    publicJwk: { ...jwk, alg: algorithm, use: 'sig' },
    pkcs8: pkcs8Of(privateKey),
  };
}

/** Makes a new key. */
export const generateIssuerKey = (algorithm: KeyAlgorithm): Promise<FreshKey> =>
  algorithm === 'Ed25519' ? generateEd25519() : generateForJwt(algorithm);

/** Opens a key's private half. @returns the key, ready to sign */
export function openSigningKey(key: IssuerKey, pkcs8: Buffer): SigningKey {
  const { id, controller, algorithm, publicJwk } = key;
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return omitUndefined({ id, controller, algorithm, privateKey, publicJwk });
}
