import { decodeUtf8, LIMITS, Unreadable } from './bounded-json.js';
import { decompress } from './decompress.js';

const MOST_DECLARATION = 200;

/**
 * @returns the encoding that an XML declaration states (XML 1.0, 4.3.3); undefined where it states none that is known
 */
function declaredIn(bytes: Uint8Array): InstanceType<typeof TextDecoder> | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, MOST_DECLARATION));
  const [, label] = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head) ?? [];
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return undefined;
  }
}

async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(bytes, 'gzip', LIMITS.imageBytes);
  } catch {
    throw new Unreadable('not_text', 'It is neither text nor a picture that carries a badge.');
  }
}

/**
 * Decodes text: UTF-8, UTF-16 with a byte order mark, or the encoding that XML declares; compressed or not, as SVG may
 * be (SVG 1.1, 1.2).
 * @throws Unreadable for bytes that are no text, or unpack to more than 4 MB
 */
export async function decodeText(given: Uint8Array): Promise<string> {
  const bytes = given[0] === 0x1f && given[1] === 0x8b ? await unpack(given) : given;
  const declared = declaredIn(bytes);
  if (declared === undefined) return decodeUtf8(bytes);
  try {
    return declared.decode(bytes);
  } catch {
    return decodeUtf8(bytes);
  }
}
