import { memoize } from './memo.js';
import type { VerificationMethod } from './controller.js';
import { decodeBase58 } from './base58.js';
import { decodeBase64url, decodeMultibase, encodeBase64url } from './multibase.js';

type Json = Record<string, unknown>;

export type Curve = 'Ed25519' | 'P-256' | 'P-384';

/** Multicodec headers of public keys as varints, with the number of bytes that follow (CID 1.0, 2.2.2). */
const CODECS: readonly { head: readonly number[]; curve: Curve; size: number }[] = [
  { head: [0xed, 0x01], curve: 'Ed25519', size: 32 },
  { head: [0x80, 0x24], curve: 'P-256', size: 33 },
  { head: [0x81, 0x24], curve: 'P-384', size: 49 },
];

/** The longest key that is read: decoding base58 takes time by the square of its length. */
const MOST_CHARACTERS = 100;

interface Field {
  readonly p: bigint;
  readonly b: bigint;
  readonly size: number;
}

/** The prime fields of the curves (FIPS 186-5 / SP 800-186): y² = x³ − 3x + b; both primes are 3 modulo 4. */
const FIELDS: Readonly<Record<'P-256' | 'P-384', Field>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    size: 32,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    size: 48,
  },
};

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const toBigInt = (bytes: Uint8Array): bigint =>
  bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

function toBytes(number: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = number;
  for (let at = size - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}

/**
 * @returns a compressed point (SEC 1, 2.3.4) as JWK, the only form that WebCrypto accepts; null where it is not on the
 *   curve
 */
function jwkOfPoint(point: Uint8Array, curve: 'P-256' | 'P-384'): Json | null {
  const { p, b, size } = FIELDS[curve];
  if (point[0] !== 2 && point[0] !== 3) return null;
  const x = toBigInt(point.subarray(1));
  const square = (((x * x * x - 3n * x + b) % p) + p) % p;
  const root = power(square, (p + 1n) / 4n, p);
  if (x >= p || (root * root) % p !== square) return null;
  const y = (root & 1n) === BigInt(point[0] & 1) ? root : p - root;
  const part = (number: bigint) => encodeBase64url(toBytes(number, size));
  return { kty: 'EC', crv: curve, x: part(x), y: part(y) };
}

function readMultikey(multikey: string): Json | null {
  // Only base58-btc is allowed (CID 1.0, 2.2.2).
  if (multikey.length > MOST_CHARACTERS || !multikey.startsWith('z')) return null;
  let bytes: Uint8Array;
  try {
    bytes = decodeMultibase(multikey);
  } catch {
    return null;
  }
  const codec = CODECS.find(({ head }) => head.every((byte, at) => bytes[at] === byte));
  const key = bytes.slice(2);
  if (codec === undefined || key.length !== codec.size) return null;
  if (codec.curve !== 'Ed25519') return jwkOfPoint(key, codec.curve);
  return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(key) };
}

const MOST_KEPT = 256;
/** Parsed keys are cached, since an issuer signs many badges with one key. */
const jwkOfKept = memoize(MOST_KEPT, readMultikey);

/** @returns a Multikey (`z6Mk…` Ed25519, `zDna…` P-256, `z82L…` P-384) as JWK; null for any other */
export const jwkOfMultikey = (multikey: string): Readonly<Json> | null => jwkOfKept(multikey);

/** Reads a bare key in base58, as Ed25519VerificationKey2018 has it. */
function jwkOfBase58(text: string): Json | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    const key = decodeBase58(text);
    return key.length === 32 ? { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(key) } : null;
  } catch {
    return null;
  }
}

/** @returns the public key of a verification method as JWK, in whichever form it is; null for unknown forms */
export function jwkOf(method: VerificationMethod): Json | null {
  const { publicKeyJwk, publicKeyMultibase, publicKeyBase58, type } = method;
  if (publicKeyJwk !== undefined) return publicKeyJwk;
  if (publicKeyMultibase !== undefined) return jwkOfMultikey(publicKeyMultibase);
  if (publicKeyBase58 === undefined || type !== 'Ed25519VerificationKey2018') return null;
  return jwkOfBase58(publicKeyBase58);
}

/** @returns the raw 32 bytes of an Ed25519 key; null for any other */
export function ed25519Of(jwk: Json): Uint8Array | null {
  if (jwk['kty'] !== 'OKP' || jwk['crv'] !== 'Ed25519' || typeof jwk['x'] !== 'string') return null;
  try {
    const bytes = decodeBase64url(jwk['x']);
    return bytes.length === 32 ? bytes : null;
  } catch {
    return null;
  }
}

/** @returns the curve of a key, among those of Data Integrity */
export function curveOf({ kty, crv }: Json): Curve | null {
  if (kty === 'OKP' && crv === 'Ed25519') return crv;
  return kty === 'EC' && (crv === 'P-256' || crv === 'P-384') ? crv : null;
}

/** The members that identify a key (RFC 7638), by its kind. */
const PARTS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['kty', 'n', 'e']],
  ['EC', ['kty', 'crv', 'x', 'y']],
  ['OKP', ['kty', 'crv', 'x']],
]);

/** Whether two JWKs are the same key, whatever their other members. */
export function isSameKey(a: Json, b: Json): boolean {
  const parts = PARTS.get(a['kty']);
  return parts !== undefined && parts.every((part) => a[part] === b[part]);
}
