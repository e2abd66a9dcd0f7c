import {
  compareDecimals,
  decimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  type Decimal,
} from './decimal.js';

export { READ_ONLY_TAG as MIRROR_TAG } from '../lti/index.js';

const SUFFIX = ' (for badges)';

/** What a column that copies an activity is called in the gradebook. */
export const mirrorLabel = (activity: string): string => `${activity}${SUFFIX}`;

/** Whether a column is called as those are that copy an activity: one that an earlier registration made tells nothing else. */
export const isMirrorLabel = (label: string): boolean => label.endsWith(SUFFIX);

/** The activity that a column is named after: all that a column tells that came along with a copied course. */
export const activityOf = (label: string): string =>
  isMirrorLabel(label) ? label.slice(0, -SUFFIX.length) : label;

/** How many times the activity's maximum the column has: Moodle cuts a value at the column's maximum and says nothing. */
const HEADROOM = decimal('10');
/** The most that Moodle 4.5 keeps as a maximum (`grade_items.grademax`, ten digits with five decimals). */
const MOST = decimal('99999');

const min = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) <= 0 ? a : b);

/**
 * The maximum of a column that copies an activity with `maximum` points: so much larger that a raised maximum shows as
 * values that cannot be, instead of being cut off to full marks.
 * @param maximum decimal text above zero
 */
export function columnMaximum(maximum: string): string {
  const points = parseDecimal(maximum) ?? decimal('0');
  const wished = min(multiplyDecimals(points, HEADROOM), MOST);
  return formatDecimal(compareDecimals(wished, points) < 0 ? points : wished);
}
