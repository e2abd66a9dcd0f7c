import type { JWK } from 'jose';
import { z } from 'zod';

/** Signatures that are taken: asymmetric ones alone, and none of SHA-1 (RFC 8725, 3.1 and 3.2). */
export const SIGNATURES = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

const KEYS_MOST = 10;

const base64url = z.string().regex(/^[\w-]+$/);
const label = z.string().max(200).optional();
const shared = { kid: label, use: label, alg: label };
const key = z.discriminatedUnion('kty', [
  z.object({
    ...shared,
    kty: z.literal('EC'),
    crv: z.enum(['P-256', 'P-384']),
    x: base64url.max(100),
    y: base64url.max(100),
  }),
  z.object({
    ...shared,
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: base64url.max(100),
  }),
  z.object({
    ...shared,
    kty: z.literal('RSA'),
    // 2,048 bits are 342 letters of base64url.
    n: base64url.min(342).max(1_400),
    e: base64url.max(10),
  }),
]);

/** Public keys as a JSON Web Key Set (RFC 7517, 5). Members of private keys are not taken along, nor symmetric keys. */
export const jwksSchema = z.object({ keys: z.array(key).min(1).max(KEYS_MOST) });

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** @returns whether a text of a key set holds a private key: whoever pasted it is told so, and it is not kept */
export function holdsPrivateKey(value: unknown): boolean {
  const keys = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).safeParse(value);
  return keys.success && keys.data.keys.some((one) => PRIVATE.some((name) => name in one));
}

/** @returns the public keys of a set. @throws ZodError where it is none */
export const parseJwks = (value: unknown): { keys: JWK[] } =>
  jwksSchema.parse(value) as { keys: JWK[] };
