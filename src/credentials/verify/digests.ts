import { decodeBase64url, decodeMultibase } from './multibase.js';

type Json = Record<string, unknown>;

/** The digest by which a badge vouches for a resource. */
export interface Digest {
  readonly algorithm: 'SHA-256' | 'SHA-384' | 'SHA-512';
  readonly bytes: Uint8Array;
}

/** Reads Subresource Integrity metadata; of several digests the strongest counts (Subresource Integrity, 3.5). */
function readSri(text: string): Digest[] {
  return text
    .split(' ')
    .slice(0, 8)
    .flatMap((one): Digest[] => {
      const [, size, value = ''] = /^sha(256|384|512)-([A-Za-z0-9+/=_-]{1,200})$/.exec(one) ?? [];
      if (size === undefined) return [];
      return [{ algorithm: `SHA-${size}` as Digest['algorithm'], bytes: decodeBase64(value) }];
    })
    .sort((a, b) => (a.algorithm < b.algorithm ? 1 : -1));
}

/** Multihash codes and lengths (CID 1.0, 2.5). */
const CODES: Readonly<Record<number, readonly [Digest['algorithm'], number]>> = {
  0x12: ['SHA-256', 32],
  0x13: ['SHA-512', 64],
  0x20: ['SHA-384', 48],
};

function readMultihash(text: string): Digest[] {
  const bytes = decodeMultibase(text);
  const [algorithm, length = 0] = CODES[bytes[0] ?? 0] ?? [];
  if (algorithm === undefined || bytes[1] !== length || bytes.length !== length + 2) return [];
  return [{ algorithm, bytes: bytes.slice(2) }];
}

/** Decodes base64 of either alphabet, padded or not. @throws for anything else */
export const decodeBase64 = (text: string): Uint8Array =>
  decodeBase64url(
    text
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/={1,2}$/, ''),
  );

/** @returns the digest of a related resource (VC 2.0, 5.3); undefined where its encoding is not known here */
export function digestOf({ digestSRI, digestMultibase }: Json): Digest | undefined {
  try {
    if (typeof digestSRI === 'string') return readSri(digestSRI)[0];
    if (typeof digestMultibase === 'string') return readMultihash(digestMultibase)[0];
  } catch {
    // The digest's encoding is not known here.
  }
  return undefined;
}

export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Whether some bytes have a digest. */
export async function isDigestOf({ algorithm, bytes }: Digest, of: Uint8Array): Promise<boolean> {
  const found = await crypto.subtle.digest(algorithm, of);
  return isSame(new Uint8Array(found), bytes);
}
