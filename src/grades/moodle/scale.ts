import { formatDecimal } from '../decimal.js';
import type { GradingScheme } from '../grade.js';

/** What a report says of one learner in one column. */
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

/** @returns the text of what Moodle formats as HTML: a picture comes before a grade that passes or fails */
export const wordsOf = (html: string | null | undefined): string =>
  (html ?? '')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#039|nbsp);/g, (one) => ENTITIES[one] ?? one)
    .trim();

const isWord = (text: string): boolean => /\p{L}/u.test(text) && !/^[\d.,\s%]+$/.test(text);

/**
 * @returns the first and the last step of a scale's range as Moodle writes it (grade_item::get_formatted_range); null
 *   for numbers
 */
function rangeOf({ rangeformatted: range }: Told): [string, string] | null {
  const [least = '', most = '', more] = (range ?? '').split('&ndash;').map(wordsOf);
  return more === undefined && isWord(least) && isWord(most) ? [least, most] : null;
}

/**
 * Finds the words of a scale's steps, the lowest first, as far as a report shows them: the range has the first and the
 * last, and each grade has its own. A step that nobody has yet is named by its number, "2/4". A scale begins at 1 and
 * its grades are whole.
 * @param rows every learner's row of one column
 * @param known all words of the scale, where another function tells them
 * @returns null for a column that has no scale
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

/** Decimals of a step's percentage, rounded down, so that a grade of the step always reaches it. */
const PLACES = 4;

/** @returns a scale as a grading scheme: each step begins at its share of the way from the lowest to the highest */
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
