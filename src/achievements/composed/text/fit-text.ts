import { isRtl } from '../../../typesetting/index.js';
import { breakLines } from './break-lines.js';
import { setLine, widthOf, type SetLine } from './set-line.js';

/** A place for text: its centre, its size, and how many lines it may take. */
export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  readonly maxSize: number;
  /** Smaller is not read any more: the text then goes elsewhere. */
  readonly minSize: number;
}

/** A text as it fits into a box. */
export interface FittedText {
  readonly size: number;
  readonly lines: readonly SetLine[];
  /** Of each line. */
  readonly baselines: readonly number[];
}

const PITCH = 1.14;
const GAP = 0.1;
/** A break may take a space away: more than any font's, in ems. */
const SPACE = 0.6;
const WORTH_A_LINE = 1.15;
/** Half the height of capital letters: lines stand as if they had no descenders, unless that takes them out of the box. */
const MIDDLE = 0.355;

/** Lines below each other as near as their marks allow, the first baseline at 0; in ems downwards. */
function stack(lines: readonly SetLine[]): number[] {
  const at: number[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const last = at.at(-1);
    if (before === undefined || last === undefined) at.push(0);
    else at.push(last + Math.max(PITCH, line.ink.top - before.ink.bottom + GAP));
  }
  return at;
}

function place(lines: readonly SetLine[], size: number, box: TextBox): FittedText | null {
  const steps = stack(lines);
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return null;
  const total = steps.at(-1) ?? 0;
  const top = box.y - box.height / 2;
  const bottom = box.y + box.height / 2;
  const [above, below] = [first.ink.top * size, -last.ink.bottom * size];
  if (above + total * size + below > box.height) return null;
  const wanted = box.y - (total * size) / 2 + MIDDLE * size;
  const start = Math.min(Math.max(wanted, top + above), bottom - below - total * size);
  return { size, lines, baselines: steps.map((step) => start + step * size) };
}

function fitAt(text: string, size: number, box: TextBox, isBroken: boolean): FittedText | null {
  const limits = { width: box.width / size, most: box.lines, isBroken };
  const direction = isRtl(text) ? 'rtl' : 'ltr';
  const lines = breakLines(text, limits)?.map((line) => setLine(line, direction));
  if (lines === undefined || !lines.every((line) => line !== null)) return null;
  return place(lines, size, box);
}

/**
 * Sets a text as large as its box lets it be.
 * @param isBroken whether words may be broken at last, so that it always fits
 * @returns null where it does not fit, or no font that is here has one of its characters
 */
export function fitText(text: string, box: TextBox, isBroken = false): FittedText | null {
  const plain = text.normalize('NFC');
  if (setLine(plain) === null) return null;
  let best: FittedText | null = null;
  for (let lines = 1; lines <= box.lines; lines += 1) {
    const fitted = fitWithin(plain, { ...box, lines });
    // Another line has to be worth it: words that stand alone in their line are read worse.
    if (fitted !== null && (best === null || fitted.size > best.size * WORTH_A_LINE)) best = fitted;
  }
  return best ?? (isBroken ? fitAt(plain, box.minSize, box, true) : null);
}

function fitWithin(text: string, box: TextBox): FittedText | null {
  const line = setLine(text);
  const reach = line === null ? 0 : widthOf(line) - (box.lines - 1) * SPACE;
  for (let size = box.maxSize; size >= box.minSize; size -= 2) {
    // More than all lines hold need not be broken into them.
    if (reach * size > box.lines * box.width) continue;
    const fitted = fitAt(text, size, box, false);
    if (fitted !== null) return fitted;
  }
  return null;
}

/** Whether every character of a text can be drawn with the fonts that are here. */
export const isDrawable = (text: string): boolean => setLine(text.normalize('NFC')) !== null;

const round = (value: number) => Math.round(value * 100) / 100;

/** A fitted text as SVG paths: it needs no font where it is shown, and nothing of it can be markup. */
export function outline({ size, lines, baselines }: FittedText, x: number, colour: string): string {
  let drawn = '';
  for (const [index, line] of lines.entries()) {
    const width = widthOf(line);
    const left = x - (width * size) / 2 - Math.min(0, line.ink.left) * size;
    for (const glyph of line.glyphs) {
      if (glyph.path === '') continue;
      const scale = size / glyph.unitsPerEm;
      const at = `${round(left + glyph.x * size)} ${round((baselines[index] ?? 0) - glyph.y * size)}`;
      drawn += `<path transform="translate(${at}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${glyph.path}"/>`;
    }
  }
  return `<g fill="${colour}">${drawn}</g>`;
}
