import { decompress } from './decompress.js';
import { decodeBase64 } from './digests.js';
import { createObjectMemo } from './memo.js';

type Json = Record<string, unknown>;

/** The most bytes that a list may unpack to: 2^27 bits, for 134 million badges. */
const MOST_LIST_BYTES = 16_777_216;
/** The least number of entries: in a shorter list a place could identify its badge (Bitstring Status List 1.0, 3.2). */
const FEWEST_ENTRIES = 131_072;

/**
 * The most bytes of an unpacked list that is cached, four times the shortest list; longer ones are unpacked at each
 * check, so that strangers’ lists cannot fill the memory.
 */
const MOST_KEPT_BYTES = 65_536;

/** Unpacked lists, by the served object: the same object is unpacked once. */
const unpacked = createObjectMemo<Json, Promise<Uint8Array>>();

/**
 * Lists of before the Recommendation leave the multibase prefix out, and some write base64 of the other alphabet, or padded. What is
 * packed by GZIP begins with an H.
 */
const decodeList = (text: string): Uint8Array => decodeBase64(text.replace(/^[umUM]/, ''));

/**
 * @returns the bits of a status list's subject (Bitstring Status List 1.0, 3.4)
 * @throws where there are none
 */
export function bitsOf(subject: Json): Promise<Uint8Array> {
  const before = unpacked.get(subject);
  if (before !== undefined) return before;
  const encoded = subject['encodedList'];
  if (typeof encoded !== 'string' || encoded.length > 8_000_000)
    return Promise.reject(new RangeError('no list'));
  const bits = decompress(decodeList(encoded), 'gzip', MOST_LIST_BYTES);
  unpacked.set(subject, bits);
  const drop = () => unpacked.delete(subject);
  bits.then(({ byteLength }) => byteLength > MOST_KEPT_BYTES && drop(), drop);
  return bits;
}

export const isLongEnough = (bits: Uint8Array, size: number): boolean =>
  bits.byteLength * 8 >= FEWEST_ENTRIES * size;

/** @returns the value at a place of `size` bits (3.2); null beyond the end */
export function readPlace(bits: Uint8Array, index: number, size: number): number | null {
  const first = index * size;
  // Checked before the place is computed: bit operations wrap beyond 2^32, and numbers are inexact beyond 2^53.
  if (first + size > bits.byteLength * 8) return null;
  let value = 0;
  for (let bit = first; bit < first + size; bit++)
    value = value * 2 + ((bits[bit >> 3]! >> (7 - (bit & 7))) & 1);
  return value;
}
