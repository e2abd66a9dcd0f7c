import {
  compareDecimals,
  displayDecimal,
  formatDecimal,
  meetsPercent,
  parseDecimal,
  percentOf,
  pointsForPercent,
  roundDecimal,
  type Decimal,
  type Grade,
} from '../grades/index.js';
import type { Mark } from './rule.js';

/** Decimals that the gradebooks of Moodle and Canvas show by default. */
export const DISPLAY_PLACES = 2;

/** Whether a grade meets a mark, and what there is to say about the comparison. */
export interface MarkOutcome {
  readonly met: boolean;
  /** The reason why the grade could not be compared; `met` is then false. */
  readonly why?: 'maximum-zero' | 'no-maximum' | 'no-score' | 'not-a-number' | 'unknown-letter';
  /** The points that would just meet the mark, where the mark is about points. */
  readonly neededPoints?: string;
  /**
   * The score as the gradebook shows it. Set only where that reading would meet the mark and the exact score does not.
   */
  readonly shown?: string;
}

type Compare = 'exact' | 'displayed';

const no = (why: NonNullable<MarkOutcome['why']>): MarkOutcome => ({ met: false, why });

/** @returns the score as shown, where that reading would meet the mark and the comparison says that it is not met */
function misleading(score: Decimal, met: boolean, shownMeets: boolean): Pick<MarkOutcome, 'shown'> {
  return !met && shownMeets ? { shown: displayDecimal(score, DISPLAY_PLACES) } : {};
}

function comparePoints(score: Decimal, needed: Decimal, compare: Compare): MarkOutcome {
  const exact = compareDecimals(score, needed) >= 0;
  const shown = compareDecimals(roundDecimal(score, DISPLAY_PLACES), needed) >= 0;
  const met = compare === 'displayed' ? shown : exact;
  return { met, neededPoints: formatDecimal(needed), ...misleading(score, met, shown) };
}

function comparePercent(
  score: Decimal,
  maximum: Decimal | null,
  percent: Decimal,
  compare: Compare,
): MarkOutcome {
  if (!maximum) return no('no-maximum');
  const exact = meetsPercent(score, maximum, percent);
  const rounded = percentOf(score, maximum, DISPLAY_PLACES);
  if (exact === null || rounded === null) return no('maximum-zero');
  const shown = compareDecimals(rounded, percent) >= 0;
  const met = compare === 'displayed' ? shown : exact;
  const needed = pointsForPercent(percent, maximum);
  const shownPoints = compareDecimals(roundDecimal(score, DISPLAY_PLACES), needed) >= 0;
  return {
    met,
    neededPoints: formatDecimal(needed),
    ...misleading(score, met, shownPoints),
  };
}

function compareLetter(
  grade: Grade,
  mark: Extract<Mark, { kind: 'letter' }>,
  compare: Compare,
): MarkOutcome {
  const wanted = mark.scheme.findIndex((step) => step.letter === mark.letter);
  const step = mark.scheme[wanted];
  if (!step) return no('unknown-letter');
  const score = grade.score === null ? null : parseDecimal(grade.score);
  const maximum = grade.maximum === null ? null : parseDecimal(grade.maximum);
  const from = parseDecimal(step.from);
  if (score && maximum && from) return comparePercent(score, maximum, from, compare);
  const given = mark.scheme.findIndex((other) => other.letter === grade.letter);
  return given < 0 ? no('unknown-letter') : { met: given <= wanted };
}

function compareCompletion(grade: Grade): MarkOutcome {
  if (grade.completion) return { met: grade.completion === 'complete' };
  const score = grade.score === null ? null : parseDecimal(grade.score);
  const maximum = grade.maximum === null ? null : parseDecimal(grade.maximum);
  if (!score) return no('no-score');
  if (!maximum || maximum.units <= 0n) return no('maximum-zero');
  return comparePoints(score, maximum, 'exact');
}

/**
 * Whether a grade reaches a mark, by `>=`.
 * @param compare `exact` compares at full precision; `displayed` first rounds to two decimals: the points for a mark in
 *   points, the percentage for a mark in percent or a letter.
 */
export function compareWithMark(grade: Grade, mark: Mark, compare: Compare): MarkOutcome {
  if (mark.kind === 'complete') return compareCompletion(grade);
  if (mark.kind === 'letter') return compareLetter(grade, mark, compare);
  if (grade.score === null) return no('no-score');
  const score = parseDecimal(grade.score);
  const value = parseDecimal(mark.value);
  if (!score || !value) return no('not-a-number');
  if (mark.kind === 'points') return comparePoints(score, value, compare);
  const maximum = grade.maximum === null ? null : parseDecimal(grade.maximum);
  return comparePercent(score, maximum, value, compare);
}
