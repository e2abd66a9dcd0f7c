import { decompress } from './decompress.js';
import { decodeBase64 } from './digests.js';
import { createObjectMemo } from './memo.js';

type Json = Record<string, unknown>;

/** 2^27 bits are 134 million badges; a list that unpacks to more is not unpacked. */
const MOST_LIST_BYTES = 16_777_216;
/** Bitstring Status List 1.0, 3.2: a shorter list would tell by its places whose badge it is. */
const FEWEST_ENTRIES = 131_072;

/** Four times the shortest list there may be; a longer one is unpacked whenever it is asked, so that strangers’ lists cannot fill the memory. */
const MOST_KEPT_BYTES = 65_536;

/** Lists unpacked: as long as the very same object is served from a cache, that is not done again. */
const unpacked = createObjectMemo<Json, Promise<Uint8Array>>();

/**
 * Lists of before the Recommendation leave the multibase prefix out, and some write base64 of the other alphabet, or padded. What is
 * packed by GZIP begins with an H.
 */
const decodeList = (text: string): Uint8Array => decodeBase64(text.replace(/^[umUM]/, ''));

/** The bits of a status list's subject (3.4). Throws where there are none. */
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

/** The value at a place of so many bits (3.2); null beyond the end. */
export function readPlace(bits: Uint8Array, index: number, size: number): number | null {
  const first = index * size;
  // Before anything is counted: beyond 2^32 shifts begin anew, beyond 2^53 one more is the same number.
  if (first + size > bits.byteLength * 8) return null;
  let value = 0;
  for (let bit = first; bit < first + size; bit++)
    value = value * 2 + ((bits[bit >> 3]! >> (7 - (bit & 7))) & 1);
  return value;
}
