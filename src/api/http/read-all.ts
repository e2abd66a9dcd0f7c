import { InvalidInput } from '../../base/index.js';

/** What is a little too large is read to its end, so that its sender reads the answer. */
const SOME = 4;

/** Reads a body whole. @throws InvalidInput `too_large` for more than so many bytes */
export async function readAll(parts: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = new InvalidInput('too_large', 'What was sent is too large.', { status: 413 });
  for await (const part of parts) {
    size += part.byteLength;
    if (size <= most) chunks.push(part);
    if (size > SOME * most) throw tooLarge;
  }
  if (size > most) throw tooLarge;
  return new Uint8Array(Buffer.concat(chunks));
}
