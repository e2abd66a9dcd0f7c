/** Multibase (base58btc, base64url) and the multicodec header of an Ed25519 public key (CID 1.0, 2.4). */

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const DIGIT_OF = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 58; digit++) DIGIT_OF[ALPHABET.charCodeAt(digit)] = digit;

/** Work goes on in limbs of five base-58 digits: limb times 65,536 stays far below 2^53. */
const LIMB = 58 ** 5;

/** Multiplies the number in `limbs` by `factor` and adds `carry`. Gives how many limbs it has now. */
function multiplyAdd(limbs: Float64Array, count: number, factor: number, carry: number): number {
  let rest = carry;
  for (let index = 0; index < count; index++) {
    const value = limbs[index]! * factor + rest;
    rest = Math.floor(value / LIMB);
    limbs[index] = value - rest * LIMB;
  }
  let length = count;
  while (rest > 0) {
    limbs[length++] = rest % LIMB;
    rest = Math.floor(rest / LIMB);
  }
  return length;
}

function digitsOf(limb: number): string {
  let rest = limb;
  let digits = '';
  for (let digit = 0; digit < 5; digit++) {
    digits = ALPHABET[rest % 58]! + digits;
    rest = Math.floor(rest / 58);
  }
  return digits;
}

/** Bytes as base58btc text, without the multibase prefix. */
export function encodeBase58(bytes: Uint8Array): string {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  const limbs = new Float64Array(Math.ceil(bytes.length / 3) + 2);
  let count = 0;
  let at = zeros;
  if ((bytes.length - at) % 2 === 1) count = multiplyAdd(limbs, count, 256, bytes[at++]!);
  for (; at < bytes.length; at += 2)
    count = multiplyAdd(limbs, count, 65_536, bytes[at]! * 256 + bytes[at + 1]!);
  let text = '';
  while (count > 0) text += digitsOf(limbs[--count]!);
  return '1'.repeat(zeros) + text.replace(/^1+/, '');
}

function digitOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const digit = code < 128 ? DIGIT_OF[code]! : -1;
  if (digit < 0) throw new RangeError('not base58');
  return digit;
}

const BYTES_LIMB = 2 ** 24;

/** The bytes of base58btc text. Throws a RangeError for a foreign character or more than 512 of them. */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > 512) throw new RangeError('base58 text is too long');
  let zeros = 0;
  while (text[zeros] === '1') zeros++;
  // Limbs of three bytes take four digits at a time: 2^24 times 58^4 stays below 2^53.
  const limbs = new Float64Array(Math.ceil(text.length / 4) + 1);
  let count = 0;
  for (let at = zeros; at < text.length;) {
    let factor = 1;
    let carry = 0;
    for (let end = Math.min(at + 4, text.length); at < end; at++) {
      carry = carry * 58 + digitOf(text, at);
      factor *= 58;
    }
    for (let index = 0; index < count; index++) {
      const value = limbs[index]! * factor + carry;
      carry = Math.floor(value / BYTES_LIMB);
      limbs[index] = value - carry * BYTES_LIMB;
    }
    if (carry > 0) limbs[count++] = carry;
  }
  const bytes = new Uint8Array(count * 3);
  for (let index = 0; index < count; index++) {
    const at = (count - 1 - index) * 3;
    const limb = limbs[index]!;
    bytes[at] = limb >>> 16;
    bytes[at + 1] = (limb >>> 8) & 0xff;
    bytes[at + 2] = limb & 0xff;
  }
  let first = 0;
  while (first < bytes.length && bytes[first] === 0) first++;
  const result = new Uint8Array(zeros + bytes.length - first);
  result.set(bytes.subarray(first), zeros);
  return result;
}

/** The bytes of base64url text without padding. Throws a RangeError for anything else. */
export function decodeBase64url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new RangeError('not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function encodeBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Multibase of the two alphabets that Data Integrity uses: `z` base58btc, `u` base64url. */
export function decodeMultibase(text: string): Uint8Array {
  if (text.startsWith('z')) return decodeBase58(text.slice(1));
  if (text.startsWith('u')) return decodeBase64url(text.slice(1));
  throw new RangeError('not a supported multibase');
}

/** `z6Mk…`: a raw 32-byte Ed25519 public key as Multikey. */
export function encodeEd25519Multikey(publicKey: Uint8Array): string {
  return `z${encodeBase58(Uint8Array.from([0xed, 0x01, ...publicKey]))}`;
}

/** The raw 32 bytes of a `z6Mk…` key, or null where it is another kind of key or none. */
export function decodeEd25519Multikey(multikey: string): Uint8Array | null {
  if (!multikey.startsWith('z6Mk') || multikey.length > 60) return null;
  try {
    const bytes = decodeBase58(multikey.slice(1));
    return bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : null;
  } catch {
    return null;
  }
}
