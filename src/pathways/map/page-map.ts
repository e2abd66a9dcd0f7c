import { paintMap, type MapOrder, type WriteText } from './paint.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** About how wide a letter is, in its size: those of Chinese, Japanese and Korean take a square. */
const LETTER = 0.56;
const SQUARE = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;
const widthOf = (letter: string): number => (SQUARE.test(letter) ? 1 : LETTER);

/** Cuts a text that is wider than its place, by what letters usually take. */
export function fitted(text: string, width: number, size: number): string {
  const letters = [...text];
  let used = 0;
  for (const [at, letter] of letters.entries()) {
    used += widthOf(letter) * size;
    if (used > width) return `${letters.slice(0, Math.max(0, at - 1)).join('')}…`;
  }
  return text;
}

/** Writes with the page's own font; what was cut is whole in the text's title. */
const write: WriteText = (text, { x, y, size, width }, { bold, soft, isEnd }) => {
  if (text === '') return '';
  const shown = fitted(text, width, size);
  const title = shown === text ? '' : `<title>${escape(text)}</title>`;
  const look = ['word', bold ? 'bold' : '', soft ? 'soft' : ''].filter(Boolean).join(' ');
  // Where a text begins is said by its anchor: "start" is the right end of one that is written from right to left.
  const direction = isEnd ? ' direction="rtl"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" class="${look}"${direction}>${title}${escape(shown)}</text>`;
};

/** The map for a page, in its colours and fonts. The list beside it says the same, and is what is read aloud. */
export const pageMap = (order: MapOrder): string =>
  paintMap(
    order,
    write,
    `class="pathway-map" role="img" aria-label="${escape(order.words.title)}"`,
  );
