import { formatDecimal } from '../decimal.js';
import type { GradingScheme } from '../grade.js';

/** What a report tells of one column, row by row. */
interface Told {
  readonly grademin: string | null;
  readonly grademax: string | null;
  readonly graderaw: string | null;
  readonly gradeformatted?: string | null | undefined;
  readonly rangeformatted?: string | null | undefined;
}

const MOST_STEPS = 100;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#039;': '’',
  '&nbsp;': ' ',
};

/** The words of what Moodle formats as HTML: it puts a picture before a grade that passes or fails. */
export const wordsOf = (html: string | null | undefined): string =>
  (html ?? '')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#039|nbsp);/g, (one) => ENTITIES[one] ?? one)
    .trim();

const isWord = (text: string): boolean => /\p{L}/u.test(text) && !/^[\d.,\s%]+$/.test(text);

/** The first and the last step as Moodle writes a scale's range (grade_item::get_formatted_range); null for numbers. */
function rangeOf({ rangeformatted: range }: Told): [string, string] | null {
  const [least = '', most = '', more] = (range ?? '').split('&ndash;').map(wordsOf);
  return more === undefined && isWord(least) && isWord(most) ? [least, most] : null;
}

/**
 * The words of a scale's steps, the lowest first, as far as a report tells them: its range has the first and the last, a
 * grade has its own. What nobody has yet is called by its number, "2/4". A scale begins at 1 and its grades are whole.
 * @param rows every learner's row of one column
 * @param known all of its words, where another function tells them
 * @returns null for a column that is no scale
 */
export function scaleStepsOf(rows: readonly Told[], known?: readonly string[]): string[] | null {
  const [first] = rows;
  const range = first && rangeOf(first);
  if (!first || !range || first.grademin !== '1') return null;
  const count = Number(first.grademax);
  if (!Number.isInteger(count) || count < 2 || count > MOST_STEPS) return null;
  if (rows.some(({ graderaw: raw }) => raw !== null && !/^\d+$/.test(raw))) return null;
  const steps = Array.from({ length: count }, (_, at) => `${at + 1}/${count}`);
  [steps[0], steps[count - 1]] = range;
  for (const { graderaw: raw, gradeformatted } of rows) {
    const words = wordsOf(gradeformatted);
    if (raw !== null && isWord(words)) steps[Number(raw) - 1] = words;
  }
  return known?.length === count ? [...known] : steps.slice(0, count);
}

/** Four decimals, rounded down: a step is never above its own share. */
const PLACES = 4;

/** A scale as a scheme: each step from its share of the way between the lowest and the highest. */
export function schemeOfSteps(steps: readonly string[]): GradingScheme {
  const top = BigInt(steps.length - 1);
  const all = 100n * 10n ** BigInt(PLACES);
  return steps
    .map((letter, at) => ({
      letter,
      from: formatDecimal({ units: (all * BigInt(at)) / top, scale: PLACES }),
    }))
    .reverse();
}
