const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
/** Marks that show nothing, and lie around a text that was copied from a page. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF\0]/g;
/** What is written before a token: the opening of a fence, the scheme of a header, a data: URL's media type, quotes and brackets. */
const OPENINGS = [
  /^\s*`{3}\w{0,20}\s/,
  /^\s*Bearer\s/i,
  /^\s*data:application\/(?:vc[\w+-]{0,20}\+)?jwt(?:;[^,]{0,60})?,/i,
  /^[\s"'`<]/,
];
const MOST_OPENINGS = 16;
const CLOSING = '"\'`> \t\r\n';
/** In front of each line of a mail that was answered. */
const QUOTED = /^[>|][>| ]*/gm;
const SOFT_BREAK = /=\r?\n/g;

function withoutOpenings(text: string): string {
  let bare = text;
  for (let times = 0; times < MOST_OPENINGS; times++) {
    const length = OPENINGS.map((one) => one.exec(bare)?.[0].length ?? 0).find(Boolean) ?? 0;
    if (length === 0) break;
    bare = bare.slice(length);
  }
  return bare;
}

function withoutAround(text: string): string {
  const bare = withoutOpenings(text.replace(INVISIBLE, '').trim()).replace(SOFT_BREAK, '');
  let end = bare.length;
  while (end > 0 && CLOSING.includes(bare.charAt(end - 1))) end--;
  return bare.slice(0, end).replace(QUOTED, '');
}

/** The token that a text is, its lines put together; null where it is none. */
function joined(text: string): string | null {
  if (/[^A-Za-z0-9_\-.\s]/.test(text)) return null;
  const whole = text.replace(/\s/g, '');
  return COMPACT_JWS.test(whole) ? whole : null;
}

/**
 * The compact JWS (RFC 7515, 7.1) that a text is, without the line breaks that mail and editors put into a long one, and
 * without what surrounds it where it was copied from; null where it is none.
 */
export function compactJwsOf(text: string): string | null {
  // What begins as JSON does is none: no need to write it again.
  if (/^\s*[{[]/.test(text)) return null;
  const bare = withoutAround(text);
  // Below an empty line stands what is no more of it, such as a sender's name.
  const [first = ''] = bare.split(/\r?\n[ \t]*\r?\n/, 1);
  return joined(first) ?? joined(bare);
}

/** The token in a data: URL, as an EnvelopedVerifiableCredential names it (VC 2.0, 4.13.2); null where it is none. */
export const jwsInUrl = (url: unknown): string | null =>
  typeof url === 'string' && /^data:application\/(?:vc[\w+-]{0,20}\+)?jwt[,;]/i.test(url)
    ? compactJwsOf(url)
    : null;
