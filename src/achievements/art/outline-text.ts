import { readFileSync } from 'node:fs';
import * as fontkit from 'fontkit';
import { FONT_FILES } from '../../base/index.js';

interface Run {
  readonly text: string;
  readonly font: fontkit.Font;
}

/** A box for text: its centre and size, and how many lines it may take. */
export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  readonly maxSize: number;
}

const MIN_SIZE = 20;
const LINE_HEIGHT = 1.22;
const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

let fonts: readonly fontkit.Font[] | undefined;

function readFonts(): readonly fontkit.Font[] {
  return (fonts ??= FONT_FILES.bold.map((file) => {
    const font = fontkit.create(readFileSync(file));
    if (!('layout' in font)) throw new TypeError(`${file} is a collection of fonts`);
    return font;
  }));
}

/** Pieces of a text that one font can draw; a character that none has is drawn by the first, as a box. */
function runsOf(text: string): Run[] {
  const all = readFonts();
  const [first] = all;
  const runs: { text: string; font: fontkit.Font }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const codePoint = character.codePointAt(0) ?? 0;
    if (last && (character === ' ' || last.font.hasGlyphForCodePoint(codePoint))) {
      last.text += character;
      continue;
    }
    const font = all.find((one) => one.hasGlyphForCodePoint(codePoint)) ?? first;
    if (font) runs.push({ text: character, font });
  }
  return RTL.test(text.match(/\p{L}/u)?.[0] ?? '') ? runs.reverse() : runs;
}

const widthOf = (text: string): number =>
  runsOf(text).reduce(
    (sum, { text: part, font }) => sum + font.layout(part).advanceWidth / font.unitsPerEm,
    0,
  );

/** Fills lines word by word; null when there are more lines than allowed or a word is too long. */
function wrap(text: string, maxWidth: number, maxLines: number): string[] | null {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= maxWidth) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
    if (lines.length > maxLines || widthOf(word) > maxWidth) return null;
  }
  return lines;
}

/** Cuts at the end until it fits at the smallest size. */
function cut(text: string, maxWidth: number, maxLines: number): string[] {
  const characters = [...text];
  while (characters.length > 1) {
    characters.pop();
    // A word longer than a line is broken where the line ends.
    const pieces = characters.join('').replace(/(\S{12})(?=\S)/gu, '$1 ');
    const lines = wrap(`${pieces.trimEnd()}…`, maxWidth, maxLines);
    if (lines !== null) return lines;
  }
  return ['…'];
}

function fit(text: string, box: TextBox): { lines: string[]; size: number } {
  for (let size = box.maxSize; size >= MIN_SIZE; size -= 2) {
    const room = Math.min(box.lines, Math.floor(box.height / (size * LINE_HEIGHT)));
    const lines = wrap(text, box.width / size, room);
    if (lines !== null) return { lines, size };
  }
  const room = Math.min(box.lines, Math.floor(box.height / (MIN_SIZE * LINE_HEIGHT)));
  return { lines: cut(text, box.width / MIN_SIZE, room), size: MIN_SIZE };
}

const round = (value: number) => Math.round(value * 100) / 100;

function drawLine(text: string, centre: number, baseline: number, size: number): string {
  let x = centre - (widthOf(text) * size) / 2;
  let drawn = '';
  for (const { text: part, font } of runsOf(text)) {
    const scale = size / font.unitsPerEm;
    const { glyphs, positions } = font.layout(part);
    for (const [index, glyph] of glyphs.entries()) {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      const path = glyph.path.toSVG();
      if (path !== '') {
        const [dx, dy] = [round(x + xOffset * scale), round(baseline - yOffset * scale)];
        drawn += `<path transform="translate(${dx} ${dy}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${path}"/>`;
      }
      x += xAdvance * scale;
    }
  }
  return drawn;
}

/**
 * A text as outlines, as large as its box lets it be, centred, cut with "…" at last. Outlines need no font where
 * the picture is shown, and nothing of the text can be markup.
 */
export function outlineText(text: string, box: TextBox, colour: string): string {
  const { lines, size } = fit(text.normalize('NFC'), box);
  const step = size * LINE_HEIGHT;
  const first = box.y - (step * (lines.length - 1)) / 2 + size * 0.355;
  const drawn = lines.map((line, index) => drawLine(line, box.x, first + index * step, size));
  return `<g fill="${colour}">${drawn.join('')}</g>`;
}
