import { sign } from 'node:crypto';
import { omitUndefined } from '../../base/index.js';
import type { SigningKey } from '../issuer/issuer-key.js';

interface JwtBadge {
  readonly id: string;
  readonly issuer: { readonly id: string };
  readonly credentialSubject: { readonly id?: string };
  readonly validFrom: string;
  readonly validUntil?: string;
}

const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * @returns the payload of a VC-JWT (OB 3.0, 8.2.4.1): the credential itself and the claims that repeat it, without `vc`
 */
function claimsOf(badge: JwtBadge): object {
  const { validUntil } = badge;
  return omitUndefined({
    ...badge,
    iss: badge.issuer.id,
    jti: badge.id,
    sub: badge.credentialSubject.id,
    nbf: seconds(badge.validFrom),
    exp: validUntil === undefined ? undefined : seconds(validUntil),
  });
}

/**
 * Signs a badge as VC-JWT (OB 3.0, 8.2.4). The header has `alg`, `kid`, `jwk` and `typ` and nothing else.
 * @param badge the credential without an embedded proof
 * @param kid the address of the public JWK
 * @returns a compact JWS
 */
export function signJwt(badge: JwtBadge, key: SigningKey, kid: string): string {
  const { algorithm, publicJwk: jwk, privateKey } = key;
  const signed = `${encode({ alg: algorithm, kid, jwk, typ: 'JWT' })}.${encode(claimsOf(badge))}`;
  // An ECDSA signature is the two numbers one after the other, not DER (RFC 7518, 3.4).
  const signature = sign('sha256', Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}
