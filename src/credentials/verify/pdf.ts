import { LIMITS, Unreadable } from './bounded-json.js';
import { compactJwsOf } from './compact-jws.js';
import { decompress } from './decompress.js';

/** The most attached files that are examined. */
const MOST_FILES = 16;
/** The longest dictionary before a stream, in characters. */
const MOST_DICTIONARY = 4_096;
/** The most occurrences of the keyword that are examined, including those that are no attachment. */
const MOST_PLACES = 256;

export const isPdf = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s{0,16}%PDF-/.test(latin1(bytes.subarray(0, 32)));

/** Decodes one character for each byte, so that offsets in the text are offsets in the file. */
const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

interface Stream {
  readonly start: number;
  readonly end: number;
  readonly isPacked: boolean;
}

/**
 * @returns the stream whose dictionary mentions EmbeddedFile at `at` (PDF 32000-1, 7.3.8 and 7.11.4); null where there
 *   is none, or one with another filter than FlateDecode
 */
function streamAt(text: string, at: number): Stream | null {
  const before = text.slice(Math.max(0, at - MOST_DICTIONARY), at);
  const after = text.slice(at, at + MOST_DICTIONARY);
  const begin = /stream(?:\r\n|\n)/.exec(after);
  const opened = before.lastIndexOf(' obj');
  if (!begin || opened < 0 || after.slice(0, begin.index).includes('endobj')) return null;
  const dictionary = before.slice(opened) + after.slice(0, begin.index);
  const filters = /\/Filter\s*(?:\[([^\]]{0,200})\]|(\/\w+))/.exec(dictionary);
  const filter = (filters?.[1] ?? filters?.[2] ?? '').trim();
  if (filter !== '' && filter !== '/FlateDecode') return null;
  const start = at + begin.index + begin[0].length;
  const told = /\/Length\s+(\d{1,8})(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1];
  const most = text.slice(start, start + LIMITS.bytes + 16);
  const end = told === undefined ? most.search(/\r?\n?endstream/) : Number(told);
  if (end < 0 || start + end > text.length) return null;
  return { start, end: start + end, isPacked: filter !== '' };
}

function* streamsOf(text: string): Generator<Stream> {
  let at = 0;
  let files = 0;
  for (let place = 0; place < MOST_PLACES && files < MOST_FILES; place += 1) {
    at = text.indexOf('/EmbeddedFile', at);
    if (at < 0) return;
    // “/EmbeddedFiles” is the list of attachments, not one of them.
    const stream = text[at + 13] === 's' ? null : streamAt(text, at);
    at += 13;
    if (!stream) continue;
    files += 1;
    yield stream;
    at = Math.max(at, stream.end);
  }
}

const isCredential = (text: string): boolean =>
  (/^\s*\{/.test(text) && text.includes('VerifiableCredential')) ||
  (/^\s*eyJ/.test(text) && compactJwsOf(text) !== null);

const none = (): Unreadable =>
  new Unreadable(
    'no_badge_in_pdf',
    'No badge could be found among the files attached to this PDF. If your reader shows an attachment such as credential.json, save that and check it.',
  );

/**
 * Extracts the credential from a PDF that has it as an attached file, as our certificates do. The document is not
 * parsed: its bytes are searched for embedded files, which are unencoded in every PDF that is not encrypted, and those
 * are unpacked up to the size of a badge. A document that would unpack to gigabytes, or that refers to itself, costs
 * nothing.
 * @throws Unreadable
 */
export async function extractFromPdf(bytes: Uint8Array): Promise<string> {
  const text = latin1(bytes);
  for (const { start, end, isPacked } of streamsOf(text)) {
    const part = bytes.subarray(start, end);
    try {
      const file = isPacked ? await decompress(part, 'deflate', LIMITS.bytes) : part;
      const found = new TextDecoder('utf-8', { fatal: true }).decode(file);
      if (isCredential(found)) return found;
    } catch {
      // This attachment is corrupt, too large or no text; the next one may be a badge.
    }
  }
  throw none();
}
