/** base58btc (draft-msporny-base58-03), in which keys and signatures are written. */

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const DIGIT_OF = new Int8Array(128).fill(-1);
CODES.forEach((code, digit) => (DIGIT_OF[code] = digit));

/** The most bytes or characters; no key or signature is longer. */
const LONGEST = 512;

/** Numbers are computed in limbs, the lowest first: of two bytes, and of four base-58 digits. */
const BYTES = 65_536;
const DIGITS = 58 ** 4;
const BITS_OF_BYTES = 16;
const BITS_OF_DIGITS = Math.log2(DIGITS);

/** Carries until every limb is smaller than its base. */
function carryOver(limbs: Float64Array, length: number, base: number): void {
  let carry = 0;
  for (let at = 0; at < length; at++) {
    const value = limbs[at]! + carry;
    carry = Math.floor(value / base);
    limbs[at] = value - carry * base;
  }
}

/**
 * Creates the conversion of numbers from one base to another. The powers of one base in the other are computed once; a
 * number is then a sum of products, which stays far below 2^53, carried at its end.
 * @returns a function whose result is one array, overwritten by the next call
 */
function createRebase(from: number, to: number) {
  const sums = new Float64Array(LONGEST);
  const powers = [Float64Array.of(1)];
  const addPower = (): Float64Array => {
    const last = powers[powers.length - 1]!;
    const next = new Float64Array(last.length + 2);
    next.set(last.map((limb) => limb * from));
    carryOver(next, next.length, to);
    powers.push(next.subarray(0, next.findLastIndex((limb) => limb > 0) + 1));
    return powers[powers.length - 1]!;
  };
  return (limbs: Float64Array, count: number, length: number): Float64Array => {
    sums.fill(0, 0, length);
    for (let at = 0; at < count; at++) {
      const limb = limbs[at]!;
      const power = powers[at] ?? addPower();
      for (let place = 0; place < power.length; place++) sums[place]! += limb * power[place]!;
    }
    carryOver(sums, length, to);
    return sums;
  };
}

const toDigits = createRebase(BYTES, DIGITS);
const toBytes = createRebase(DIGITS, BYTES);
/** The array that every call fills and reads: allocating one would take as long as the sums. */
const limbs = new Float64Array(LONGEST);

/** Encodes bytes as base58btc without the multibase prefix. @throws RangeError for more than 512 bytes */
export function encodeBase58(bytes: Uint8Array): string {
  if (bytes.length > LONGEST) throw new RangeError('too many bytes for base58');
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  const count = Math.ceil((bytes.length - zeros) / 2);
  for (let word = 0, at = bytes.length - 1; word < count; word++, at -= 2)
    limbs[word] = at > 0 ? bytes[at]! + bytes[at - 1]! * 256 : bytes[at]!;
  const length = Math.ceil((count * BITS_OF_BYTES) / BITS_OF_DIGITS);
  const groups = toDigits(limbs, count, length);
  const codes = new Array<number>(length * 4);
  let at = codes.length;
  for (let place = 0; place < length; place++) {
    let group = groups[place]! | 0;
    for (let digit = 0; digit < 4; digit++, group = (group / 58) | 0)
      codes[--at] = CODES[group % 58]!;
  }
  while (codes[at] === CODES[0]) at++;
  return '1'.repeat(zeros) + String.fromCharCode(...(at === 0 ? codes : codes.slice(at)));
}

function digitOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const digit = code < 128 ? DIGIT_OF[code]! : -1;
  if (digit < 0) throw new RangeError('not base58');
  return digit;
}

/** @returns one byte of a number in limbs of two bytes, the lowest first */
const byteOf = (words: Float64Array, at: number): number =>
  at % 2 === 0 ? words[at >> 1]! & 0xff : words[at >> 1]! >>> 8;

/** Decodes base58btc. @throws RangeError for an invalid character or more than 512 of them */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > LONGEST) throw new RangeError('base58 text is too long');
  let zeros = 0;
  while (text.charCodeAt(zeros) === CODES[0]) zeros++;
  let count = 0;
  for (let end = text.length; end > zeros; end -= 4) {
    let group = 0;
    for (let at = Math.max(zeros, end - 4); at < end; at++) group = group * 58 + digitOf(text, at);
    limbs[count++] = group;
  }
  const length = Math.ceil((count * BITS_OF_DIGITS) / BITS_OF_BYTES);
  const words = toBytes(limbs, count, length);
  let size = length * 2;
  while (size > 0 && byteOf(words, size - 1) === 0) size--;
  const bytes = new Uint8Array(zeros + size);
  for (let at = 0; at < size; at++) bytes[bytes.length - 1 - at] = byteOf(words, at);
  return bytes;
}
