import { damaged } from './format.js';
import type { ByteReader } from './frames.js';

/** Reads a stream by exact lengths; what was read and not taken is kept. */
export function createByteReader(source: AsyncIterable<Uint8Array>): ByteReader & {
  /** Bytes before the next `\n`, which is passed over. @throws BackupRefused `damaged` beyond `most` bytes */
  takeLine(most: number): Promise<string>;
} {
  const chunks = source[Symbol.asyncIterator]();
  let kept: Buffer = Buffer.alloc(0);

  async function fill(length: number): Promise<boolean> {
    const parts = [kept];
    let size = kept.length;
    while (size < length) {
      const next = await chunks.next();
      if (next.done) break;
      const bytes = Buffer.from(next.value);
      parts.push(bytes);
      size += bytes.length;
    }
    kept = parts.length === 1 ? kept : Buffer.concat(parts);
    return size >= length;
  }

  function cut(length: number): Buffer {
    const taken = kept.subarray(0, length);
    kept = kept.subarray(length);
    return taken;
  }

  return {
    async take(length) {
      if (!(await fill(length))) throw damaged();
      return cut(length);
    },
    isAtEnd: async () => !(await fill(1)),
    async takeLine(most) {
      for (let size = 1; ; size = kept.length + 1) {
        const end = kept.indexOf(0x0a);
        if (end >= 0 && end <= most) {
          const line = cut(end).toString('utf8');
          cut(1);
          return line;
        }
        if (kept.length > most || !(await fill(size))) throw damaged();
      }
    },
  };
}
