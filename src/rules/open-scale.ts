import { compareDecimals, multiplyDecimals, parseDecimal, type Grade } from '../grades/index.js';
import { compareWithMark } from './mark.js';
import type { Mark } from './rule.js';

/** @returns whether `score` of `maximum` is at least `needed` of `whole`; null where one of the four is no number */
function reachesShare(
  score: string | null,
  maximum: string | null,
  needed: string,
  whole: string,
): boolean | null {
  const numbers = [score, whole, needed, maximum].map((text) =>
    text === null ? null : parseDecimal(text),
  );
  const [got, of, least, most] = numbers;
  if (!got || !of || !least || !most) return null;
  return compareDecimals(multiplyDecimals(got, of), multiplyDecimals(least, most)) >= 0;
}

/**
 * Whether it matters what a grade is out of, where a platform leaves that open. Canvas gives a person's grade by AGS scaled to
 * the maximum that the tool sent last, and one that nobody gave (its policy for missing work) as it stands, in the
 * assignment's points: where the two maxima differ nobody can tell which it is (`Lti::Result#scaled_result_score`).
 * @returns true where one reading reaches the mark and the other does not, or cannot be compared
 */
export function isScaleOpen(grade: Grade, mark: Mark, compare: 'exact' | 'displayed'): boolean {
  const { otherMaximum, ...one } = grade;
  if (otherMaximum === undefined) return false;
  const other = compareWithMark({ ...one, maximum: otherMaximum }, mark, compare);
  if (mark.kind !== 'points') {
    const first = compareWithMark(one, mark, compare);
    return [first, other].some(({ why }) => why !== undefined) || first.met !== other.met;
  }
  return reachesShare(one.score, one.maximum, mark.value, otherMaximum) !== other.met;
}
