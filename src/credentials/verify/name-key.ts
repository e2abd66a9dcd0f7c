/**
 * Characters that a reader takes for a Latin letter or a digit, by what they are taken for (Unicode UTS 39, confusables; the
 * ones that names could be written with). Capital letters stand apart: a capital upsilon looks like a Y, a small one like a u.
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

/** Direction marks and control characters: they change how what stands around them is read. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A name as it may stand in a sentence: on one line, without marks that turn the direction of what follows. */
export const plainName = (name: string): string =>
  name.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();

/**
 * Two names with the same key are one to a hurried reader: case, width, accents, spaces, signs and look-alike letters of
 * other scripts left out. Never empty for a name that is not.
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
