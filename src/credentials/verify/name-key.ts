/**
 * Characters that look like a Latin letter or a digit, with what they look like (Unicode UTS 39, confusables; those
 * that names could contain). Upper case is listed apart: a capital upsilon looks like a Y, a small one like a u.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ',
  b: 'вβʙЬь',
  c: 'сᴄϲƈ',
  d: 'ԁᴅɗđ',
  e: 'еεєᴇҽ',
  f: 'ғꜰƒ',
  g: 'ɡɢց',
  h: 'нһʜհħ',
  j: 'јᴊϳȷ',
  k: 'кκᴋ',
  l: 'іιıɩӏɪʟłi1|ⅼǀ',
  m: 'мᴍ',
  n: 'ηɴոп',
  o: 'оοσᴏօøө0',
  p: 'рρᴘƿ',
  q: 'ԛգ',
  r: 'ʀг',
  s: 'ѕꜱʂ',
  ss: 'ß',
  t: 'тτᴛŧ',
  u: 'υᴜսʋ',
  v: 'νᴠѵ',
  w: 'ԝᴡωѡ',
  x: 'хχ',
  y: 'уүʏγ',
  z: 'ᴢȥʐ',
};

const CAPITALS: Readonly<Record<string, string>> = {
  a: 'ΑАᎪ',
  b: 'ΒВᏴ',
  c: 'СᏟϹ',
  d: 'Ꭰ',
  e: 'ΕЕᎬ',
  g: 'ᏀԌ',
  h: 'ΗНᎻ',
  j: 'ЈᎫ',
  k: 'ΚКᏦ',
  l: 'ΙІӀᏞ',
  m: 'ΜМᎷ',
  n: 'Ν',
  o: 'ΟОՕ',
  p: 'ΡРᏢ',
  r: 'Ꭱ',
  s: 'ЅᏚՏ',
  t: 'ΤТᎢ',
  u: 'Ս',
  v: 'ᏙѴ',
  w: 'ᎳԜ',
  x: 'ΧХ',
  y: 'ΥҮУ',
  z: 'ΖᏃ',
};

const backwards = (table: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(table).flatMap(([to, from]) => [...from].map((one) => [one, to])));

const SMALL = backwards(LOOKALIKES);
const LARGE = backwards(CAPITALS);

const MOST = 500;

/** Direction marks and control characters, which change how the text around them is displayed. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * @returns a name that is safe within a sentence: on one line, without marks that change the direction of what follows
 */
export const plainName = (name: string): string =>
  name.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();

/**
 * @returns a key that two names share if a reader could confuse them: without case, width, accents, spaces,
 *   punctuation, and with look-alike letters of other scripts replaced. Never empty for a name that is not
 */
export function nameKey(name: string): string {
  const letters = [...name.slice(0, MOST).normalize('NFKD')].map((one) => LARGE.get(one) ?? one);
  const small = letters.join('').toLowerCase().normalize('NFKD');
  const kept = small.replace(/[^\p{L}\p{N}|]/gu, '') || small.replace(/\s/gu, '');
  return [...kept]
    .map((one) => SMALL.get(one) ?? one)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}
