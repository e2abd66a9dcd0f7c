import { LIMITS, Unreadable } from './bounded-json.js';
import { decompress } from './decompress.js';

/** A file within a ZIP. */
export interface ZipFile {
  /** Its path, fit to be shown. */
  readonly name: string;
  /** What it holds; null where it is locked, packed in an unusual way, damaged, or unpacks to more than `most` bytes. */
  readonly read: (most: number) => Promise<Uint8Array | null>;
}

/** More than one file that holds a badge can be packed by: a picture's pixels are packed already, JSON is a text. */
const MOST_RATIO = 100;
const LEAST_UNPACKED = 65_536;
const MOST_ENTRIES = 2_000;
const MOST_NAME = 80;

const END = 0x06054b50;
const END_LENGTH = 22;
const MOST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const ELSEWHERE = 0xffffffff;
const IS_LOCKED = 1;
const STORED = 0;
const DEFLATED = 8;

/** By its first file, or by its end where it holds none. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

const broken = () => new Unreadable('broken_zip', 'The ZIP is damaged or incomplete.');

/** Where the end record is (APPNOTE 4.3.16): at the end, before a comment. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_LENGTH - MOST_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= first; at--)
    if (view.getUint32(at, true) === END) return at;
  throw broken();
}

/** Without what steers a terminal or turns the direction of a line. */
function nameOf(bytes: Uint8Array): string {
  const path = new TextDecoder().decode(bytes).replace(/[\p{Cc}\p{Cf}]/gu, '');
  return path.length <= MOST_NAME ? path : `…${path.slice(1 - MOST_NAME)}`;
}

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

async function unpack(
  { bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView },
  { flags, method, packed, offset }: Entry,
  most: number,
): Promise<Uint8Array | null> {
  const isOpen = (flags & IS_LOCKED) === 0 && packed !== ELSEWHERE;
  if (!isOpen || offset + LOCAL_LENGTH > bytes.length) return null;
  if (view.getUint32(offset, true) !== LOCAL) return null;
  const names = view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const start = offset + LOCAL_LENGTH + names;
  const data = bytes.subarray(start, start + packed);
  if (data.length < packed) return null;
  if (method === STORED) return packed <= most ? data : null;
  if (method !== DEFLATED) return null;
  const bound = Math.min(most, Math.max(LEAST_UNPACKED, packed * MOST_RATIO));
  return decompress(data, 'deflate-raw', bound).catch(() => null);
}

/**
 * The files that a ZIP lists (APPNOTE 4.3.12), folders left out. Nothing is unpacked before a file is read, and then no further than
 * a bound and a hundred times what it is packed to: a bomb is cut off.
 * @throws Unreadable where the list is damaged or too long
 */
export function listZip(bytes: Uint8Array): ZipFile[] {
  if (bytes.length < END_LENGTH) throw broken();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) throw new Unreadable('zip_too_much', 'The ZIP holds too many files.');
  const files: ZipFile[] = [];
  let at = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n++) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== ENTRY) throw broken();
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const [nameLength = 0] = lengths;
    const name = nameOf(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength));
    const entry: Entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    };
    const read = (most: number) =>
      unpack({ bytes, view }, entry, Math.min(most, LIMITS.imageBytes));
    if (!name.endsWith('/')) files.push({ name, read });
    at += ENTRY_LENGTH + lengths.reduce((sum, each) => sum + each, 0);
  }
  return files;
}
