import { unitsOf } from './break-line.js';
import type { Face } from './faces.js';
import { lettersOf } from './letters.js';
import { widthOf } from './visual-runs.js';

/**
 * The most of some letters that fit; one at least. Looks around a guess, in steps twice as long each time, then between what fits
 * and what does not: a good guess costs three or four measurements.
 */
function mostFitting(most: number, guess: number, fits: (count: number) => boolean): number {
  const first = Math.max(1, Math.min(most, guess));
  let [low, high] = [1, most];
  if (fits(first)) {
    low = first;
    for (let step = 1; low < most; step *= 2) {
      const next = Math.min(most, low + step);
      if (fits(next)) low = next;
      else {
        high = next - 1;
        break;
      }
    }
  } else {
    high = Math.max(1, first - 1);
    for (let step = 1; high > 1; step *= 2) {
      const next = Math.max(1, high + 1 - step);
      if (next === 1 || fits(next)) {
        low = next;
        break;
      }
      high = next - 1;
    }
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Cuts a word that is wider than the line into parts that are not. However long it is, each of its letters is measured a few times.
 * @param wide how wide the word is
 */
function breakWord(word: string, faces: readonly Face[], width: number, wide: number): string[] {
  const parts: string[] = [];
  const letters = lettersOf(word);
  let guess = Math.floor((letters.length * width) / wide);
  for (let from = 0; from < letters.length;) {
    const fits = (count: number) =>
      widthOf(letters.slice(from, from + count).join(''), faces) <= width;
    const most = mostFitting(letters.length - from, guess, fits);
    const line = letters.slice(from, from + most);
    // An address reads better broken after a slash.
    const slash = line.lastIndexOf('/') + 1;
    const cut = from + most < letters.length && slash > most / 2 ? slash : most;
    parts.push(line.slice(0, cut).join(''));
    from += cut;
    guess = most;
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
      const parts = wide > width ? breakWord(unit, faces, width, wide) : [unit];
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
