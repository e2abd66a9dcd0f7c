const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
/** Invisible characters around a text that was copied from a page. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF\0]/g;
/** What may precede a token: a code fence, the scheme of a header, a data: URL's media type, quotes and brackets. */
const OPENINGS = [
  /^\s*`{3}\w{0,20}\s/,
  /^\s*Bearer\s/i,
  /^\s*data:application\/(?:vc[\w+-]{0,20}\+)?jwt(?:;[^,]{0,60})?,/i,
  /^[\s"'`<]/,
];
const MOST_OPENINGS = 16;
const CLOSING = '"\'`> \t\r\n';
/** The quotation marks of a mail's reply, before each line. */
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

/** @returns the token of a text whose lines are joined; null where it is none */
function joined(text: string): string | null {
  if (/[^A-Za-z0-9_\-.\s]/.test(text)) return null;
  const whole = text.replace(/\s/g, '');
  return COMPACT_JWS.test(whole) ? whole : null;
}

/**
 * Finds the compact JWS (RFC 7515, 7.1) of a text, without line breaks of mails and editors, and without what surrounds
 * it where it was copied from.
 * @returns null where the text is none
 */
export function compactJwsOf(text: string): string | null {
  // Text that begins as JSON does is no token.
  if (/^\s*[{[]/.test(text)) return null;
  const bare = withoutAround(text);
  // The text after an empty line, such as a sender's name, does not belong to the token.
  const [first = ''] = bare.split(/\r?\n[ \t]*\r?\n/, 1);
  return joined(first) ?? joined(bare);
}

/**
 * @returns the token in a data: URL, as an EnvelopedVerifiableCredential has it (VC 2.0, 4.13.2); null where it is none
 */
export const jwsInUrl = (url: unknown): string | null =>
  typeof url === 'string' && /^data:application\/(?:vc[\w+-]{0,20}\+)?jwt[,;]/i.test(url)
    ? compactJwsOf(url)
    : null;
