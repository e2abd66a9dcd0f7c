import { crc32 } from 'node:zlib';
import { listChunks, PNG_SIGNATURE, type PngChunk } from '../../open-badges/index.js';

const KEYWORD = 'openbadgecredential';

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** Makes an uncompressed iTXt chunk without language (PNG 3rd ed., 11.3.3.4). */
function textChunk(text: string): Buffer {
  const head = Buffer.from(`${KEYWORD}\0\0\0\0\0`, 'latin1');
  return chunkOf('iTXt', Buffer.concat([head, Buffer.from(text, 'utf8')]));
}

const isCredential = ({ type, data }: PngChunk): boolean =>
  type === 'iTXt' &&
  Buffer.from(data.subarray(0, KEYWORD.length + 1)).toString('latin1') === `${KEYWORD}\0`;

/**
 * Puts a credential into a PNG (OB 3.0, 5.3.1): one iTXt chunk right after the header; an earlier one of the same
 * keyword is replaced.
 * @param png a complete PNG that this program made
 * @param credential signed JSON text or a compact JWS
 */
export function bakePng(png: Uint8Array, credential: string): Buffer {
  const parts = [png.subarray(0, PNG_SIGNATURE.length)];
  for (const chunk of listChunks(png)) {
    if (!isCredential(chunk)) parts.push(png.subarray(chunk.start, chunk.end));
    if (chunk.type === 'IHDR') parts.push(textChunk(credential));
  }
  return Buffer.concat(parts);
}
