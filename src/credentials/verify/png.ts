import { listChunks } from '../../open-badges/index.js';
import { decodeUtf8, LIMITS, Unreadable } from './bounded-json.js';
import { decompress } from './decompress.js';

const MOST_CHUNKS = 4_096;

/** The keywords under which a picture may hold a badge: of OB 3.0, and of OB 2.0. */
const KEYWORDS = ['openbadgecredential', 'openbadges'] as const;
const MOST_TEXTS = 8;

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const isKeyword = (bytes: Uint8Array): boolean =>
  KEYWORDS.some((known) => known === latin1(bytes).trim().toLowerCase());

/** @returns where the keyword of a text chunk ends; -1 for a keyword that is not a badge's */
function endOfKeyword(data: Uint8Array): number {
  const end = data.subarray(0, 80).indexOf(0);
  return end > 0 && isKeyword(data.subarray(0, end)) ? end : -1;
}

/**
 * Unpacks compressed text (PNG 3rd ed., 11.3.3.3) up to a badge's length. OB 3.0 requires uncompressed text; some
 * programs compress it.
 */
async function inflate(bytes: Uint8Array): Promise<string> {
  try {
    return decodeUtf8(await decompress(bytes, 'deflate', LIMITS.bytes));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('compressed_text', 'The badge inside the picture is compressed.');
  }
}

/** Reads a tEXt chunk. It should be Latin-1 (PNG 3rd ed., 11.3.3.2); most programs that write badges write UTF-8. */
function readPlainText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return latin1(bytes);
  }
}

/** Reads the text of an iTXt chunk (PNG 3rd ed., 11.3.3.4); null where it cannot be read. */
function readInternationalText(data: Uint8Array, end: number): string | Promise<string> | null {
  // Some programs write text as in a tEXt chunk, where the compression flag should be.
  if ((data[end + 1] ?? 0) > 1) return decodeUtf8(data.subarray(end + 1));
  const language = data.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return null;
  const text = data.subarray(translated + 1);
  return data[end + 1] === 0 ? decodeUtf8(text) : inflate(text);
}

/** Reads the text of a chunk; null where it holds none of a badge. */
function readChunk(type: string, data: Uint8Array): string | Promise<string> | null {
  if (type !== 'iTXt' && type !== 'tEXt' && type !== 'zTXt') return null;
  const end = endOfKeyword(data);
  if (end < 0) return null;
  if (type === 'tEXt') return readPlainText(data.subarray(end + 1));
  return type === 'zTXt' ? inflate(data.subarray(end + 2)) : readInternationalText(data, end);
}

/**
 * Extracts what may be badges from a baked PNG (OB 3.0, 5.3.1). The picture is never decoded: only chunk headers are
 * read, so a picture that would unpack to gigabytes costs nothing; a text is unpacked up to a badge's length.
 * @returns the texts, at least one
 * @throws Unreadable
 */
export async function extractFromPng(bytes: Uint8Array): Promise<string[]> {
  const found: string[] = [];
  let problem = new Unreadable('no_badge_in_picture', 'There is no badge inside this picture.');
  let read = 0;
  for (const { type, data } of listChunks(bytes)) {
    if (++read > MOST_CHUNKS) break;
    try {
      const text = await readChunk(type, data);
      if (text !== null) found.push(text);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problem = error;
    }
    if (found.length >= MOST_TEXTS) break;
  }
  if (found.length === 0) throw problem;
  return found;
}
