import { omitUndefined } from '../../base/index.js';
import { compareDecimals, formatDecimal, parseDecimal, subtractDecimals } from '../decimal.js';
import type { Assessment, Grade, Obstacle } from '../grade.js';
import type { ModuleInfo } from './module-info.js';
import type { GradeItem, GradeReport } from './report-rows.js';
import { schemeOfSteps, wordsOf } from './scale.js';

export type { GradeItem, GradeReport } from './report-rows.js';

/** Whether an item is an activity or a manual column; totals of the course and its categories are none. */
export const isAssessed = ({ itemtype }: GradeItem): boolean =>
  itemtype === 'mod' || itemtype === 'manual';

/** @returns every assessment that at least one learner has in the report, in the gradebook's order */
export function itemsOf({ usergrades }: GradeReport): GradeItem[] {
  const all = usergrades.flatMap(({ gradeitems }) => gradeitems.filter(isAssessed));
  return [...new Map(all.map((item) => [item.id, item])).values()];
}

const NO_GRADE_TYPE = {
  code: 'moodle_no_grade_type',
  reason: 'Moodle keeps no grade here: the grade type of this activity or column is “None”.',
  remedy: 'Set its grade type to “Point” in its settings in Moodle.',
};

export const RANGE_HIDDEN: Obstacle = {
  code: 'moodle_range_hidden',
  reason:
    'Moodle does not tell what the grades of this course are out of: its user report hides ranges.',
  remedy:
    'In Moodle, under Grades › Course grade settings › User report, set “Show ranges” to “Show”.',
};

function obstacleOf(item: GradeItem): Pick<Assessment, 'obstacle'> {
  if (takesNoGrade(item)) return { obstacle: NO_GRADE_TYPE };
  return isRangeHidden(item) ? { obstacle: RANGE_HIDDEN } : {};
}

/**
 * Whether a column takes no grade: its grade type is “None” or “Text”, as of an external tool without grades. An
 * activity that never took grades has no item at all. A range that Moodle does not send says nothing.
 */
const takesNoGrade = ({ rangeformatted: range }: GradeItem): boolean =>
  typeof range === 'string' &&
  range !== '' &&
  !/[\p{L}\p{N}]/u.test(range.replaceAll(/&#?\w+;/g, ''));

/**
 * Whether the report hides ranges: Moodle then sends neither the lowest nor the highest grade (Moodle 4.5,
 * grade/report/user/classes/report/user.php, showrange).
 */
export const isRangeHidden = ({ grademin, grademax, rangeformatted: range }: GradeItem): boolean =>
  grademin === null && grademax === null && (range === undefined || range === null);

/**
 * @returns a value as its distance from the lowest grade, from which Moodle's percentages count: the second of four
 *   steps of a scale, which begins at 1, is 33.33 %, not half
 */
function aboveMinimum(value: string | null, item: GradeItem): string | null {
  const [points, least] = [parseDecimal(value ?? ''), parseDecimal(item.grademin ?? '0')];
  return points && least && formatDecimal(subtractDecimals(points, least));
}

export const maximumOf = (item: GradeItem): string | null => aboveMinimum(item.grademax, item);

/** What an activity's settings add to a column, where they can be read. */
interface Settings {
  readonly info?: ModuleInfo | undefined;
  /** The words of the column's scale, the lowest first; null where it has none. */
  readonly steps: readonly string[] | null;
}

/** Reads a pass grade: points above the lowest grade, or a step. None where it is the lowest or above the highest. */
function passOf(item: GradeItem, { info, steps }: Settings): Partial<Assessment> {
  const points = aboveMinimum(info?.gradePass ?? null, item);
  const [pass, most] = [parseDecimal(points ?? ''), parseDecimal(maximumOf(item) ?? '')];
  if (!points || !pass || pass.units <= 0n || !most || compareDecimals(pass, most) > 0) return {};
  if (!steps) return { passPoints: points };
  const step = steps[Math.ceil(Number(points))];
  return step === undefined ? {} : { passLetter: step };
}

function scaleOf(steps: readonly string[] | null): Partial<Assessment> {
  return steps ? { gradedAs: 'letters', scheme: schemeOfSteps(steps), isScale: true } : {};
}

/** @returns a report's item as an assessment */
export function assessmentOfItem(
  item: GradeItem,
  settings: Settings = { steps: null },
): Assessment {
  return {
    ...obstacleOf(item),
    source: 'moodle',
    id: item.id,
    title: item.itemname ?? 'Untitled',
    maximum: maximumOf(item),
    gradedAs: 'points',
    tellsRelease: true,
    tellsWhen: true,
    ...scaleOf(settings.steps),
    ...passOf(item, settings),
  };
}

/**
 * Reads a learner's row as a grade: without `graderaw` there is none, and a zero is a grade. `userid` is the LTI `sub`.
 */
export function gradeOfItem(userId: string, item: GradeItem, isScale = false): Grade {
  const { gradedategraded: at, gradedatesubmitted: handedIn, itemmodule: module } = item;
  const score = aboveMinimum(item.graderaw, item);
  const ungraded = item.gradedatesubmitted === null ? 'empty' : 'pending';
  return omitUndefined({
    userId,
    state: score === null ? ungraded : 'graded',
    score,
    maximum: maximumOf(item),
    letter: isScale && score !== null ? wordsOf(item.gradeformatted) || undefined : undefined,
    isStep: isScale && score !== null ? true : undefined,
    released: item.gradeishidden !== true && item.gradehiddenbydate !== true,
    gradedAt: at === null || score === null ? undefined : new Date(Number(at) * 1000),
    submittedAt: handedIn === null ? undefined : new Date(Number(handedIn) * 1000),
    // A quiz, a lesson or a package may keep the best attempt; an assignment and a manual column have one grade.
    isOfLatestAttempt: module === 'assign' || !module ? true : undefined,
  });
}

/**
 * Whether the report leaves something out: the weights of what counts for a learner add up to one, so a smaller sum
 * means an item that Laurel's role cannot see. Known only where all items are in one category.
 */
export function hasUnseenWeight({ usergrades }: GradeReport): boolean {
  return usergrades.some(({ gradeitems }) => {
    const items = gradeitems.filter(isAssessed);
    const isFlat =
      new Set(items.map(({ categoryid }) => categoryid)).size === 1 &&
      gradeitems.every(({ itemtype }) => itemtype !== 'category');
    const sum = items.reduce((total, { weightraw }) => total + Number(weightraw ?? 0), 0);
    return isFlat && sum > 0 && sum < 0.99;
  });
}
