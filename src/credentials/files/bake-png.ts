import { crc32 } from 'node:zlib';

const SIGNATURE_LENGTH = 8;
const KEYWORD = 'openbadgecredential';

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** An uncompressed iTXt chunk without language (PNG 3rd ed., 11.3.3.4). */
function textChunk(text: string): Buffer {
  const head = Buffer.from(`${KEYWORD}\0\0\0\0\0`, 'latin1');
  return chunkOf('iTXt', Buffer.concat([head, Buffer.from(text, 'utf8')]));
}

const isCredential = (type: string, data: Buffer) =>
  type === 'iTXt' && data.toString('latin1', 0, KEYWORD.length + 1) === `${KEYWORD}\0`;

/**
 * Puts a credential into a PNG (OB 3.0, 5.3.1): one iTXt chunk right after the header; what stood there before
 * under the same keyword is replaced.
 * @param png a whole PNG of our own making
 * @param credential signed JSON text or a compact JWS
 */
export function bakePng(png: Uint8Array, credential: string): Buffer {
  const picture = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const parts = [picture.subarray(0, SIGNATURE_LENGTH)];
  for (let at = SIGNATURE_LENGTH; at + 12 <= picture.length;) {
    const end = at + 12 + picture.readUInt32BE(at);
    const type = picture.toString('latin1', at + 4, at + 8);
    if (!isCredential(type, picture.subarray(at + 8, end - 4)))
      parts.push(picture.subarray(at, end));
    if (type === 'IHDR') parts.push(textChunk(credential));
    at = end;
  }
  return Buffer.concat(parts);
}
