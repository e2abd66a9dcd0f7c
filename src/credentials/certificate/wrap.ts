import type { Face } from './fonts.js';
import { widthOf } from './visual-runs.js';

/** Cuts a word that is wider than the line into parts that are not. */
function breakWord(word: string, faces: readonly Face[], width: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && widthOf(part + character, faces) > width) {
      // An address reads better broken after a slash.
      const slash = part.lastIndexOf('/') + 1;
      const cut = slash > part.length / 2 ? slash : part.length;
      parts.push(part.slice(0, cut));
      part = part.slice(cut);
    }
    part += character;
  }
  return [...parts, part];
}

export interface WrapLimits {
  /** In ems of the size the text is set in. */
  readonly width: number;
  readonly mostLines: number;
}

/**
 * Breaks a text into lines at its spaces; a word too long for a line is broken inside. What does not fit into
 * `mostLines` ends in an ellipsis.
 */
export function wrap(
  text: string,
  faces: readonly Face[],
  { width, mostLines }: WrapLimits,
): string[] {
  const lines: string[] = [];
  const space = widthOf(' ', faces);
  for (const paragraph of text.split(/\n+/)) {
    let line = '';
    let reach = 0;
    const words = paragraph.split(/\s+/).filter((word) => word !== '');
    for (const word of words.flatMap((one) => fit(one, faces, width))) {
      const more = widthOf(word, faces);
      if (line !== '' && reach + space + more > width) {
        lines.push(line);
        line = '';
      }
      reach = line === '' ? more : reach + space + more;
      line = line === '' ? word : `${line} ${word}`;
      if (lines.length > mostLines) return cutOff(lines, mostLines);
    }
    if (line !== '') lines.push(line);
  }
  return lines.length > mostLines ? cutOff(lines, mostLines) : lines;
}

const fit = (word: string, faces: readonly Face[], width: number): string[] =>
  widthOf(word, faces) > width ? breakWord(word, faces, width) : [word];

function cutOff(lines: string[], mostLines: number): string[] {
  const kept = lines.slice(0, mostLines);
  const last = kept.pop() ?? '';
  return [...kept, `${last.replace(/\s*\S{1,3}$/u, '')}…`];
}
