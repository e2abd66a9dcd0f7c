import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { damaged } from './format.js';

/**
 * A stream as parts that can neither be changed, nor left out, nor put in another order, nor cut off: each is bound to
 * the file's first line, its number and whether it is the last one (as in STREAM, Hoang and others 2015).
 * A part is: its length with the mark of the last one (4 bytes), a tag, its bytes.
 */
export interface Framing {
  /** SHA-256 of the first line. */
  readonly binding: Buffer;
  /** 32 bytes; null: parts are protected by a hash, which tells of damage and not of forgery. */
  readonly key: Buffer | null;
}

/** Bytes of a part; the last one may be shorter. */
const PART = 1_048_576;
const LAST = 0x8000_0000;

const contextOf = ({ binding }: Framing, index: number, isLast: boolean): Buffer => {
  const place = Buffer.alloc(9);
  place.writeBigUInt64BE(BigInt(index));
  place.writeUInt8(isLast ? 1 : 0, 8);
  return Buffer.concat([binding, place]);
};

// The key is new for each file, so that a number is never used twice with it.
const nonceOf = (index: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
};

const hashOf = (context: Buffer, bytes: Uint8Array): Buffer =>
  createHash('sha256').update(context).update(bytes).digest();

function protect(framing: Framing, index: number, isLast: boolean, bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE((bytes.length | (isLast ? LAST : 0)) >>> 0);
  const context = contextOf(framing, index, isLast);
  if (framing.key === null) return Buffer.concat([head, hashOf(context, bytes), bytes]);
  const cipher = createCipheriv('aes-256-gcm', framing.key, nonceOf(index)).setAAD(context);
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([head, cipher.getAuthTag(), sealed]);
}

function unprotect(
  framing: Framing,
  index: number,
  isLast: boolean,
  tag: Buffer,
  bytes: Buffer,
): Buffer {
  const context = contextOf(framing, index, isLast);
  if (framing.key === null) {
    if (timingSafeEqual(hashOf(context, bytes), tag)) return bytes;
    throw damaged();
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', framing.key, nonceOf(index), {
      authTagLength: 16,
    });
    decipher.setAAD(context).setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch (cause) {
    throw damaged(cause);
  }
}

/** Cuts a stream into protected parts; memory is one part's. */
export async function* frame(
  source: AsyncIterable<Uint8Array>,
  framing: Framing,
): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let size = 0;
  let index = 0;
  for await (const bytes of source) {
    kept.push(Buffer.from(bytes));
    size += bytes.length;
    if (size <= PART) continue;
    let all = Buffer.concat(kept);
    // The end is kept back: which part is the last one is known when the stream ends.
    while (all.length > PART) {
      yield protect(framing, index, false, all.subarray(0, PART));
      index += 1;
      all = all.subarray(PART);
    }
    kept = [all];
    size = all.length;
  }
  yield protect(framing, index, true, Buffer.concat(kept));
}

/** Reads exact numbers of bytes of a stream. */
export interface ByteReader {
  /** @throws BackupRefused `damaged` where the stream ends before */
  take(length: number): Promise<Buffer>;
  isAtEnd(): Promise<boolean>;
}

/** @throws (of the stream) BackupRefused `damaged` at the first part that is not as it was written */
export async function* unframe(source: ByteReader, framing: Framing): AsyncGenerator<Buffer> {
  const tagLength = framing.key === null ? 32 : 16;
  for (let index = 0; ; index += 1) {
    const head = (await source.take(4)).readUInt32BE();
    const isLast = head >= LAST;
    const length = isLast ? head - LAST : head;
    if (length > PART) throw damaged();
    const tag = await source.take(tagLength);
    const bytes = unprotect(framing, index, isLast, tag, await source.take(length));
    // Looked at before the last part is given: whoever unpacks it asks for nothing more.
    if (isLast && !(await source.isAtEnd())) throw damaged();
    yield bytes;
    if (isLast) return;
  }
}
