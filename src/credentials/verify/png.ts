import { decodeUtf8, LIMITS, Unreadable } from './bounded-json.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MOST_CHUNKS = 4_096;

export const isPng = (bytes: Uint8Array): boolean =>
  SIGNATURE.every((byte, index) => bytes[index] === byte);

/** The texts that a picture may carry a badge in: OB 3.0's keyword, and the one of OB 2.0. */
const KEYWORDS = ['openbadgecredential', 'openbadges'] as const;

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The text of an iTXt chunk (PNG 3rd ed., 11.3.3.4); null where its keyword is another. */
function readInternationalText(data: Uint8Array): { keyword: string; text: string } | null {
  const end = data.indexOf(0);
  if (end < 1 || end > 79) return null;
  const keyword = latin1(data.subarray(0, end));
  if (!KEYWORDS.some((known) => known === keyword)) return null;
  if (data[end + 1] !== 0)
    throw new Unreadable('compressed_text', 'The badge inside the picture is compressed.');
  const language = data.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return null;
  return { keyword, text: decodeUtf8(data.subarray(translated + 1)) };
}

/**
 * Takes the credential out of a baked PNG (OB 3.0, 5.3.1). The picture itself is never decoded: only chunk
 * headers are walked, so a picture that would unpack to gigabytes costs nothing.
 * @throws Unreadable
 */
export function extractFromPng(bytes: Uint8Array): { text: string; isVersion2: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  for (let chunk = 0; chunk < MOST_CHUNKS && at + 12 <= bytes.length; chunk++) {
    const length = view.getUint32(at);
    const type = latin1(bytes.subarray(at + 4, at + 8));
    if (length > LIMITS.imageBytes || at + 12 + length > bytes.length) break;
    if (type === 'iTXt') {
      const found = readInternationalText(bytes.subarray(at + 8, at + 8 + length));
      if (found) return { text: found.text, isVersion2: found.keyword === 'openbadges' };
    }
    if (type === 'tEXt' && latin1(bytes.subarray(at + 8, at + 19)) === 'openbadges\0')
      return { text: latin1(bytes.subarray(at + 19, at + 8 + length)), isVersion2: true };
    at += 12 + length;
  }
  throw new Unreadable('no_badge_in_picture', 'There is no badge inside this picture.');
}
