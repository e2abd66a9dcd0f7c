import { Unreadable } from './bounded-json.js';

export const isSvg = (text: string): boolean =>
  /^\uFEFF?\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--[^]{0,2000}?-->\s*)*(<!DOCTYPE[^>]{0,300}>\s*)?<(\w+:)?svg[\s>]/i.test(
    text.slice(0, 5_000),
  );

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** XML's five entities and character references; no others exist for us, so none can expand. */
function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (...match: string[]) => {
    const [whole = '', hex, decimal, name] = match;
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/**
 * Takes the credential out of a baked SVG (OB 3.0, 5.3.2) by looking for the one element; nothing in the
 * file is rendered, resolved or run.
 * @throws Unreadable
 */
export function extractFromSvg(text: string): { text: string; isVersion2: boolean } {
  const start = text.indexOf('<openbadges:credential');
  if (start < 0) {
    if (text.includes('<openbadges:assertion')) return { text: '', isVersion2: true };
    throw new Unreadable('no_badge_in_picture', 'There is no badge inside this picture.');
  }
  const tagEnd = text.indexOf('>', start);
  if (tagEnd < 0) throw new Unreadable('broken_picture', 'The picture is cut off.');
  const tag = text.slice(start, tagEnd + 1);
  const verify = /\sverify\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag);
  const jws = unescapeXml(verify?.[1] ?? verify?.[2] ?? '').trim();
  if (jws !== '') return { text: jws, isVersion2: false };
  const end = text.indexOf('</openbadges:credential', tagEnd);
  if (end < 0) throw new Unreadable('broken_picture', 'The picture is cut off.');
  const body = text.slice(tagEnd + 1, end);
  const open = body.indexOf('<![CDATA[');
  const close = body.lastIndexOf(']]>');
  const content =
    open >= 0 && close > open
      ? body.slice(open + 9, close).replaceAll(']]]]><![CDATA[>', ']]>')
      : unescapeXml(body);
  return { text: content.trim(), isVersion2: false };
}
