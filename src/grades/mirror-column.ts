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

/** @returns the name of a mirror column in the gradebook */
export const mirrorLabel = (activity: string): string => `${activity}${SUFFIX}`;

/** Whether a column is named like a mirror column: of one that an earlier registration made, nothing else is known. */
export const isMirrorLabel = (label: string): boolean => label.endsWith(SUFFIX);

/** @returns the activity that a column is named after; a copied course has no other sign of it */
export const activityOf = (label: string): string =>
  isMirrorLabel(label) ? label.slice(0, -SUFFIX.length) : label;

/**
 * How many times the activity's maximum a mirror column has: Moodle caps values at the column's maximum without saying
 * so.
 */
const HEADROOM = decimal('10');
/** The largest maximum that Moodle 4.5 stores (`grade_items.grademax`, ten digits with five decimals). */
const MOST = decimal('99999');

const min = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) <= 0 ? a : b);

/**
 * @returns the maximum of a mirror column for an activity of `maximum` points: so much larger that a raised maximum
 *   shows as impossible values instead of being capped at full marks
 * @param maximum decimal text above zero
 */
export function columnMaximum(maximum: string): string {
  const points = parseDecimal(maximum) ?? decimal('0');
  const wished = min(multiplyDecimals(points, HEADROOM), MOST);
  return formatDecimal(compareDecimals(wished, points) < 0 ? points : wished);
}
