export { READ_ONLY_TAG as MIRROR_TAG } from '../lti/index.js';

const SUFFIX = ' (for badges)';

/** What a column that copies an activity is called in the gradebook. */
export const mirrorLabel = (activity: string): string => `${activity}${SUFFIX}`;

/** The activity that a column is named after: all that a column tells that came along with a copied course. */
export const activityOf = (label: string): string =>
  label.endsWith(SUFFIX) ? label.slice(0, -SUFFIX.length) : label;
