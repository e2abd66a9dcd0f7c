import { Unreadable } from './bounded-json.js';

/** What may precede the root element, and how each ends (XML 1.0, 2.8). */
const PROLOG = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!DOCTYPE', '>'],
] as const;
const MOST_PROLOG = 20_000;
const MOST_PIECES = 64;

/** @returns where the root element begins */
function startOfRoot(text: string): number {
  let at = 0;
  for (let piece = 0; piece < MOST_PIECES; piece++) {
    // A byte order mark counts as white space, too.
    while (/\s/.test(text.charAt(at))) at++;
    const found = PROLOG.find(([begin]) => text.startsWith(begin, at));
    if (found === undefined) return at;
    const [begin, end] = found;
    const ends = text.indexOf(end, afterSubset(text, at + begin.length, begin));
    if (ends < 0) return text.length;
    at = ends + end.length;
  }
  return text.length;
}

/** Skips declarations within a document type, which may contain its end (XML 1.0, 2.8); none of them is used. */
function afterSubset(text: string, at: number, begin: string): number {
  if (begin !== '<!DOCTYPE') return at;
  const open = text.indexOf('[', at);
  const isInside = open >= 0 && open < text.indexOf('>', at);
  return isInside ? Math.max(at, text.indexOf(']', open)) : at;
}

/** Whether a text is an SVG, by its root element. */
export function isSvg(text: string): boolean {
  const head = text.slice(0, MOST_PROLOG);
  const start = startOfRoot(head);
  return /^<(\w{1,40}:)?svg[\s/>]/i.test(head.slice(start, start + 60));
}

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** Decodes XML's five entities and character references; no others are known, so none can expand. */
function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (...match: string[]) => {
    const [whole = '', hex, decimal, name] = match;
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/** The namespaces of OB 3.0, 5.3.2, and of Open Badges 2.0. */
const NAMESPACES =
  /^https?:\/\/(purl\.imsglobal\.org\/(spec\/)?ob\/v3p0|(www\.)?openbadges\.org)\/?$/;
const MOST_PREFIXES = 8;
const MOST_ELEMENTS = 8;

/** @returns the names that a badge's elements may have in a picture, whose author chooses the prefix */
function namesIn(text: string): string[] {
  const prefixes = new Set(['openbadges:']);
  for (const [, prefix, , double, single] of text.matchAll(
    /\sxmlns(:([\w.-]{1,40}))?\s*=\s*(?:"([^"<>]{1,200})"|'([^'<>]{1,200})')/g,
  )) {
    if (prefixes.size >= MOST_PREFIXES) break;
    if (NAMESPACES.test(double ?? single ?? ''))
      prefixes.add(prefix === undefined ? '' : `${prefix.slice(1)}:`);
  }
  return ['credential', 'assertion'].flatMap((name) =>
    [...prefixes].map((prefix) => prefix + name),
  );
}

function withoutComments(text: string): string {
  const [first = '', ...others] = text.split('<!--');
  const after = (one: string): string => {
    const end = one.indexOf('-->');
    return end < 0 ? '' : one.slice(end + 3);
  };
  return first + others.map(after).join('');
}

/** @returns an element's text with CDATA sections, without comments */
function contentOf(body: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (;;) {
    const open = body.indexOf('<![CDATA[', at);
    const before = body.slice(at, open < 0 ? body.length : open);
    pieces.push(unescapeXml(withoutComments(before)));
    if (open < 0) return pieces.join('');
    const close = body.indexOf(']]>', open);
    const end = close < 0 ? body.length : close;
    pieces.push(body.slice(open + 9, end));
    at = end + 3;
  }
}

/** @returns the content of one element, its attribute `verify` or its text; null where the picture ends within it */
function readElement(text: string, start: number, name: string): string | null {
  const tagEnd = text.indexOf('>', start);
  if (tagEnd < 0) return null;
  const tag = text.slice(start, tagEnd + 1);
  const verify = /\sverify\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag);
  const named = unescapeXml(verify?.[1] ?? verify?.[2] ?? '').trim();
  if (tag.endsWith('/>')) return named;
  const end = text.indexOf(`</${name}`, tagEnd);
  if (end < 0) return named === '' ? null : named;
  const body = text.slice(tagEnd + 1, end);
  const content = contentOf(body);
  // A token is in the attribute alone; Open Badges 2.0 has an address there and the badge within.
  return content.trim().startsWith('{') || named === '' ? content.trim() : named;
}

/**
 * Extracts what may be badges from a baked SVG (OB 3.0, 5.3.2) by searching for their elements; nothing in the file is
 * rendered, resolved or run.
 * @returns the texts, at least one
 * @throws Unreadable
 */
export function extractFromSvg(text: string): string[] {
  const found: string[] = [];
  let isCutOff = false;
  for (const name of namesIn(text)) {
    let at = text.indexOf(`<${name}`);
    for (; at >= 0 && found.length < MOST_ELEMENTS; at = text.indexOf(`<${name}`, at + 1)) {
      if (!/[\s/>]/.test(text.charAt(at + name.length + 1))) continue;
      const content = readElement(text, at, name);
      if (content === null) {
        isCutOff = true;
        break;
      }
      found.push(content);
    }
  }
  if (found.length > 0) return found;
  if (isCutOff) throw new Unreadable('broken_picture', 'The picture is cut off.');
  throw new Unreadable('no_badge_in_picture', 'There is no badge inside this picture.');
}
