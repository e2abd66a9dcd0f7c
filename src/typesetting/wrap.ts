import { unitsOf } from './break-line.js';
import type { Face } from './faces.js';
import { widthOf } from './visual-runs.js';

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The most letters of a word, counted from `from`, that are not wider than a line; one at least. */
function fittingLetters(
  letters: readonly string[],
  from: number,
  [faces, width]: readonly [readonly Face[], number],
): number {
  const most = letters.length - from;
  const fits = (count: number) =>
    widthOf(letters.slice(from, from + count).join(''), faces) <= width;
  let [low, high] = [1, 2];
  // However long the word is, no more of it is measured than about two lines.
  while (high < most && fits(high)) [low, high] = [high, high * 2];
  high = Math.min(high, most);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Cuts a word that is wider than the line into parts that are not. */
function breakWord(word: string, faces: readonly Face[], width: number): string[] {
  const parts: string[] = [];
  const letters = Array.from(clusters.segment(word), ({ segment }) => segment);
  for (let from = 0; from < letters.length;) {
    const most = fittingLetters(letters, from, [faces, width]);
    const line = letters.slice(from, from + most);
    // An address reads better broken after a slash.
    const slash = line.lastIndexOf('/') + 1;
    const cut = from + most < letters.length && slash > most / 2 ? slash : most;
    parts.push(line.slice(0, cut).join(''));
    from += cut;
  }
  return parts;
}

export interface WrapLimits {
  /** In ems of the size the text is set in. */
  readonly width: number;
  /** Absent: as many as it takes. */
  readonly mostLines?: number;
}

/**
 * Breaks a text into lines at its spaces, or between the words of scripts that have none; a word too long for a line is
 * broken inside. What does not fit into `mostLines` ends in an ellipsis.
 */
export function wrap(
  text: string,
  faces: readonly Face[],
  { width, mostLines = Infinity }: WrapLimits,
): string[] {
  const lines: string[] = [];
  const space = widthOf(' ', faces);
  for (const paragraph of text.split(/\n+/)) {
    let line = '';
    let reach = 0;
    for (const { text: unit, before } of unitsOf(paragraph)) {
      const gap = line === '' || before === '' ? 0 : space;
      const wide = widthOf(unit, faces);
      if (line !== '' && reach + gap + wide <= width) {
        line += before + unit;
        reach += gap + wide;
        continue;
      }
      if (line !== '') lines.push(line);
      const parts = wide > width ? breakWord(unit, faces, width) : [unit];
      line = parts.pop() ?? '';
      lines.push(...parts);
      reach = parts.length === 0 ? wide : widthOf(line, faces);
      if (lines.length > mostLines) return cutOff(lines, mostLines);
    }
    if (line !== '') lines.push(line);
  }
  return lines.length > mostLines ? cutOff(lines, mostLines) : lines;
}

function cutOff(lines: string[], mostLines: number): string[] {
  const kept = lines.slice(0, mostLines);
  const last = kept.pop() ?? '';
  return [...kept, `${last.replace(/\S{1,3}$/u, '').trimEnd()}…`];
}
