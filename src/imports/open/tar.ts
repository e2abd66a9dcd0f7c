import { Unreadable, type ZipFile } from '../../credentials/verify/index.js';

const BLOCK = 512;
const MOST_ENTRIES = 20_000;
const MOST_NAME = 300;
const REGULAR = new Set(['0', '\0', '']);

const broken = () => new Unreadable('broken_zip', 'The archive is damaged or incomplete.');

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** By its first two bytes (RFC 1952, 2.3.1). */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Lists the files of a tar archive (POSIX ustar), as Moodle packs course backups. Links, devices and long names of extensions are
 * left out: nothing is ever written by such a name.
 * @throws Unreadable `broken_zip`, `zip_too_much`
 */
export function listTar(bytes: Uint8Array): readonly ZipFile[] {
  const files: ZipFile[] = [];
  let entries = 0;
  for (let at = 0; at + BLOCK <= bytes.byteLength;) {
    // Two empty blocks end it.
    if (bytes[at] === 0) break;
    entries += 1;
    if (entries > MOST_ENTRIES)
      throw new Unreadable('zip_too_much', 'The archive holds too many files.');
    if (textAt(bytes, at + 257, 5) !== 'ustar') throw broken();
    const size = /^[0-7]{1,11}$/.exec(textAt(bytes, at + 124, 12).trim())?.[0];
    if (size === undefined) throw broken();
    const length = Number.parseInt(size, 8);
    const start = at + BLOCK;
    if (start + length > bytes.byteLength) throw broken();
    const name = `${textAt(bytes, at + 345, 155)}/${textAt(bytes, at, 100)}`;
    const plain = name.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/^[./]+/, '');
    if (REGULAR.has(String.fromCharCode(bytes[at + 156] ?? 0)) && plain.length <= MOST_NAME)
      files.push({
        name: plain,
        read: (most) =>
          Promise.resolve(length > most ? null : bytes.subarray(start, start + length)),
      });
    at = start + Math.ceil(length / BLOCK) * BLOCK;
  }
  return files;
}
