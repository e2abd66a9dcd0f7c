/** Multibase (base58btc, base64url) and the multicodec header of an Ed25519 public key (CID 1.0, 2.4). */
import { decodeBase58, encodeBase58 } from './base58.js';

/** Decodes base64url without padding. @throws RangeError for anything else */
export function decodeBase64url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new RangeError('not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
}

/** Decodes multibase of the two alphabets of Data Integrity: `z` base58btc, `u` base64url. */
export function decodeMultibase(text: string): Uint8Array {
  if (text.startsWith('z')) return decodeBase58(text.slice(1));
  if (text.startsWith('u')) return decodeBase64url(text.slice(1));
  throw new RangeError('not a supported multibase');
}

/** Encodes a raw 32-byte Ed25519 public key as Multikey (`z6Mk…`). */
export function encodeEd25519Multikey(publicKey: Uint8Array): string {
  return `z${encodeBase58(Uint8Array.from([0xed, 0x01, ...publicKey]))}`;
}

/** @returns the raw 32 bytes of a `z6Mk…` key; null where it is another kind of key or none */
export function decodeEd25519Multikey(multikey: string): Uint8Array | null {
  if (!multikey.startsWith('z6Mk') || multikey.length > 60) return null;
  try {
    const bytes = decodeBase58(multikey.slice(1));
    return bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : null;
  } catch {
    return null;
  }
}
