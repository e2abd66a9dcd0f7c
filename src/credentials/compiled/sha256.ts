import { createHash, hash } from 'node:crypto';
import { fill, type Fillable } from './compile-template.js';

const SCRATCH_BYTES = 4_096;
/** Up to how many bytes hashing a beginning again costs less than copying the state after it. */
const SHORT_BEGINNING = 1_024;

/** @returns text as its UTF-8 bytes, one character each: such pieces can be joined before they are hashed */
export const toBytes = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  /^[\u0000-\u007F]*$/.test(text) ? text : Buffer.from(text).toString('latin1');

/** @returns the SHA-256 of text as UTF-8, in hexadecimal */
export const hashText = (text: string): string => hash('sha256', text, 'hex');

/**
 * Creates a function that hashes bytes given as one character each (SHA-256, hexadecimal). The bytes pass through one
 * buffer: a view of it costs a tenth of a new buffer for each text.
 */
function createHashBytes(): (bytes: string) => string {
  const scratch = Buffer.alloc(SCRATCH_BYTES);
  return (bytes) => {
    if (bytes.length > SCRATCH_BYTES) return hash('sha256', Buffer.from(bytes, 'latin1'), 'hex');
    const length = scratch.write(bytes, 'latin1');
    return hash('sha256', scratch.subarray(0, length), 'hex');
  };
}

/**
 * Creates a function that hashes a text with holes: given the values as bytes, one character each, it returns the
 * SHA-256 in hexadecimal.
 */
export function createHashFilled(fillable: Fillable): (values: readonly string[]) => string {
  const texts = fillable.findIndex((part) => typeof part === 'number');
  const rest = texts < 0 ? [] : fillable.slice(texts);
  const beginning = fill(fillable.slice(0, texts < 0 ? undefined : texts), []);
  if (beginning.length < SHORT_BEGINNING) {
    const hashBytes = createHashBytes();
    return (values) => hashBytes(fill(fillable, values));
  }
  const begun = createHash('sha256').update(beginning, 'latin1');
  return (values) => begun.copy().update(fill(rest, values), 'latin1').digest('hex');
}
