import { paintMap, type MapOrder, type WriteText } from './paint.js';

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

/** Breaks a text between its words into as many lines as there may be, by what letters usually take; the last one is cut. */
export function brokenIn(text: string, width: number, size: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && fitted(rest, width, size) !== rest) {
    const head = fitted(rest, width, size).slice(0, -1);
    const at = head.lastIndexOf(' ');
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, fitted(rest, width, size)];
}

/** Words are set apart from the drawing: what a page says goes through its own escaping, and is each a message of its own. */
const BEGIN = '\u0001';
const END = '\u0002';
const plain = (text: string): string => text.replaceAll(BEGIN, '').replaceAll(END, '');
const BETWEEN = ' · ';

/** How far baselines are apart, in the size of the letters. */
export const LEADING = 1.2;

/** Writes with the page's own font; what was cut is whole in the text's title. */
const write: WriteText = (text, { x, y, size, width, lines: most }, { bold, soft, isEnd }) => {
  if (text === '') return '';
  const lines = brokenIn(plain(text), width, size, most);
  const title = lines.join(' ') === text ? '' : `<title>${BEGIN}${plain(text)}${END}</title>`;
  const look = ['word', bold ? 'bold' : '', soft ? 'soft' : ''].filter(Boolean).join(' ');
  // Where a text begins is said by its anchor: "start" is the right end of one that is written from right to left.
  const direction = isEnd ? 'rtl' : 'ltr';
  const marked = lines.map((line) =>
    line
      .split(BETWEEN)
      .map((one) => `${BEGIN}${one}${END}`)
      .join(BETWEEN),
  );
  const [first = ''] = marked;
  const words =
    marked.length === 1
      ? first
      : marked
          .map(
            (line, at) => `<tspan x="${x}" dy="${at === 0 ? 0 : size * LEADING}">${line}</tspan>`,
          )
          .join('');
  const top = Math.round((y - ((marked.length - 1) * size * LEADING) / 2) * 10) / 10;
  return `<text x="${x}" y="${top}" font-size="${size}" class="${look}" direction="${direction}">${title}${words}</text>`;
};

/** A piece of a map: markup of ours, and the words that follow it, to be escaped by the page. */
export interface MapPiece {
  readonly svg: string;
  readonly text: string;
}

/** The map for a page, in its colours and fonts. The list beside it says the same, and is what is read aloud. */
export function pageMap(order: MapOrder): MapPiece[] {
  const label = `${BEGIN}${plain(order.words.title)}${END}`;
  const parts = paintMap(
    order,
    write,
    (width) => `class="pathway-map" width="${width}" role="img" aria-label="${label}"`,
  ).split(
    // oxlint-disable-next-line no-control-regex -- the marks that stand around words
    /[\u0001\u0002]/,
  );
  return Array.from({ length: Math.ceil(parts.length / 2) }, (_, at) => ({
    svg: parts[2 * at] ?? '',
    text: parts[2 * at + 1] ?? '',
  }));
}
