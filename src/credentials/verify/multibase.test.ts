import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase58, encodeBase58 } from './base58.js';
import {
  decodeEd25519Multikey,
  decodeMultibase,
  encodeBase64url,
  encodeEd25519Multikey,
} from './multibase.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** As the draft has it, by division of the whole number. */
function slowBase58(bytes: Uint8Array): string {
  const zeros = bytes.findIndex((byte) => byte !== 0);
  let text = '';
  let rest = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  for (; rest > 0n; rest /= 58n) text = ALPHABET.charAt(Number(rest % 58n)) + text;
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}

describe('base58btc', () => {
  it('gives the examples of its draft (draft-msporny-base58-03, 5)', () => {
    const encode = (text: string) => encodeBase58(new TextEncoder().encode(text));
    expect(encode('Hello World!')).toBe('2NEpo7TZRRrLZSi2U');
    expect(encode('The quick brown fox jumps over the lazy dog.')).toBe(
      'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
    );
    expect(encodeBase58(Uint8Array.from([0, 0, 0x28, 0x7f, 0xb4, 0xcd]))).toBe('11233QC4');
  });

  it('gives back every sequence of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(4), (rest, zeros) => {
        const bytes = Uint8Array.from([...new Uint8Array(zeros), ...rest]);
        const text = encodeBase58(bytes);
        expect(text).toBe(slowBase58(bytes));
        expect(decodeBase58(text)).toEqual(bytes);
        expect(decodeMultibase(`u${encodeBase64url(bytes)}`)).toEqual(bytes);
      }),
    );
  });

  it('refuses what is no base58, and too much of it', () => {
    expect(() => encodeBase58(new Uint8Array(513))).toThrow(RangeError);
    expect(decodeBase58(encodeBase58(new Uint8Array(374).fill(255)))).toHaveLength(374);
    for (const text of ['0', 'O', 'l', 'ż', 'a b', '1'.repeat(513)])
      expect(() => decodeBase58(text)).toThrow(RangeError);
  });
});

describe('Multikey', () => {
  it('carries 32 bytes of Ed25519 and nothing else', () => {
    const key = new Uint8Array(32).fill(9);
    expect(decodeEd25519Multikey(encodeEd25519Multikey(key))).toEqual(key);
    expect(decodeEd25519Multikey('z6Mk')).toBeNull();
    expect(decodeEd25519Multikey('zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169')).toBeNull();
  });
});
