import { unitsOf } from '../../../typesetting/index.js';
import { setLine, widthOf } from './set-line.js';

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

interface Part {
  readonly text: string;
  /** Whether a space stands before it, unless it begins a line. */
  readonly isSpaced: boolean;
}

/** What stays together; where words are broken, what is seen as one letter. */
function partsOf(text: string, isBroken: boolean): Part[] {
  const units = unitsOf(text).map((unit) => ({ text: unit.text, isSpaced: unit.before === ' ' }));
  if (!isBroken) return units;
  return units.flatMap((unit) =>
    [...clusters.segment(unit.text)].map(({ segment }, index) => ({
      text: segment,
      isSpaced: unit.isSpaced && index === 0,
    })),
  );
}

/** In ems; beyond everything where it cannot be drawn. */
const reach = (text: string): number => {
  const line = setLine(text);
  return line === null ? Number.POSITIVE_INFINITY : widthOf(line);
};

export interface BreakLimits {
  /** In ems. */
  readonly width: number;
  readonly most: number;
  /** Whether words may be broken anywhere. */
  readonly isBroken?: boolean;
}

function fill(parts: readonly Part[], { width, most }: BreakLimits): string[] | null {
  const lines: string[] = [];
  for (const { text, isSpaced } of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? text : `${last}${isSpaced ? ' ' : ''}${text}`;
    if (last !== undefined && reach(joined) <= width) lines[lines.length - 1] = joined;
    else if (reach(text) <= width) lines.push(text);
    else return null;
    if (lines.length > most) return null;
  }
  return lines;
}

/**
 * Breaks a text into lines that are about equally wide.
 * @returns null where it takes more lines, or a word is too wide
 */
export function breakLines(text: string, limits: BreakLimits): string[] | null {
  const parts = partsOf(text, limits.isBroken === true);
  const greedy = fill(parts, limits);
  if (greedy === null || greedy.length < 2 || limits.isBroken === true) return greedy;
  let best = greedy;
  let [low, high] = [limits.width / 2, limits.width];
  for (let turn = 0; turn < 5; turn += 1) {
    const width = (low + high) / 2;
    const lines = fill(parts, { width, most: greedy.length });
    if (lines === null) low = width;
    else [best, high] = [lines, width];
  }
  return best;
}
