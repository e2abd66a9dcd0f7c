/** Reads texts and times that other systems write, whatever they are. */

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const codePoint = (code: number): string =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : '';

/** Decodes character references and six names; none of them expands to another one. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, dec, hex, name) => {
    if (dec !== undefined) return codePoint(Number(dec));
    if (hex !== undefined) return codePoint(Number.parseInt(String(hex), 16));
    return ENTITIES[String(name).toLowerCase()] ?? whole;
  });

/** Takes out elements whose content is no text, from their opening to their end. */
function without(text: string, element: string): string {
  const lower = text.toLowerCase();
  let kept = '';
  let at = 0;
  for (;;) {
    const open = lower.indexOf(`<${element}`, at);
    if (open < 0) return kept + text.slice(at);
    kept += text.slice(at, open);
    const end = lower.indexOf(`</${element}`, open);
    const close = end < 0 ? -1 : lower.indexOf('>', end);
    if (close < 0) return kept;
    at = close + 1;
  }
}

const LOOKS_LIKE_HTML = /<\/?[a-z][^<>]*>/i;

/** HTML as the text it shows: paragraphs and list items on lines of their own, no markup, nothing that runs. */
export function plainOf(text: string): string {
  if (!LOOKS_LIKE_HTML.test(text)) return text;
  const bare = ['script', 'style', 'template', 'svg', 'iframe'].reduce(without, text);
  const lines = bare
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(/<(?:br|\/p|\/div|\/h[1-6]|\/ul|\/ol|\/tr)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '');
  return decodeEntities(lines);
}

/** Without control characters, white space at the ends, and more than two line ends in a row. */
const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/**
 * @returns a text of JSON-LD: a string, `{"@value"}`, the first of a list or of a language map
 */
export function rawText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return rawText(value[0]);
  if (!isObject(value)) return undefined;
  if ('@value' in value) return rawText(value['@value']);
  const [first] = Object.values(value);
  return typeof first === 'string' ? first : undefined;
}

/** @returns a plain text of at most `most` characters; undefined where there is none */
export function textOf(value: unknown, most: number): string | undefined {
  const text = tidy(plainOf(rawText(value) ?? ''));
  if (text === '') return undefined;
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** @returns a text on one line */
export const lineOf = (value: unknown, most: number): string | undefined =>
  textOf(rawText(value)?.replace(/\s+/g, ' '), most);

const MOST_ADDRESS = 2_000;

/** @returns an http or https address; undefined for anything else, `javascript:` first of all */
export function addressOf(value: unknown): string | undefined {
  const text: unknown = isObject(value) ? (value['id'] ?? value['@id']) : value;
  if (typeof text !== 'string' || text.length > MOST_ADDRESS) return undefined;
  const bare = text.trim();
  return /^https?:\/\/\S+$/i.test(bare) && URL.canParse(bare) ? bare : undefined;
}

const FIRST = Date.UTC(1990, 0);
const LAST = Date.UTC(2200, 0);

/** What begins as RFC 3339 does, or has a day, a month's English name and a year; numbers alone may be read in two ways. */
function timeOf(text: string): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) return Date.parse(text);
  const [day] = /\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b/.exec(text) ?? [];
  return day === undefined ? NaN : Date.parse(`${day} UTC`);
}

/**
 * Reads a time as badges of all versions have it: RFC 3339, a day, a time without a zone (taken as UTC),
 * seconds since 1970, a day with its month's English name.
 * @returns RFC 3339 in UTC; undefined where it is none
 */
export function momentOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : rawText(value)?.trim();
  if (text === undefined || text === '' || text.length > 40) return undefined;
  const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
    ? `${text.replace(' ', 'T')}Z`
    : text;
  const time = /^\d{9,11}$/.test(text) ? Number(text) * 1_000 : timeOf(zoned);
  return time >= FIRST && time < LAST ? new Date(time).toISOString() : undefined;
}

/** @returns a language tag as Open Badges of all versions write it (`en`, `en_us`, `EN-us`) */
export function languageOf(value: unknown): string | undefined {
  const [language = '', ...parts] = (rawText(value) ?? '').trim().replaceAll('_', '-').split('-');
  const tag = [language.toLowerCase(), ...parts].join('-');
  const isTag =
    /^[a-z]{2,3}$/.test(language.toLowerCase()) &&
    parts.length <= 3 &&
    parts.every((part) => /^[A-Za-z0-9]{2,8}$/.test(part));
  return isTag ? tag : undefined;
}
