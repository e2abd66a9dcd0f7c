/** Unpacks GZIP, zlib's format or plain DEFLATE up to `most` bytes; a bomb is cut off. Throws a RangeError for it, a TypeError for what is broken. */
export async function decompress(
  bytes: Uint8Array,
  format: 'gzip' | 'deflate' | 'deflate-raw',
  most: number,
): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) break;
    size += value.byteLength;
    if (size > most) {
      await reader.cancel();
      throw new RangeError('it unpacks to too much');
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
