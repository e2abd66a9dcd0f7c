/** Marks a line item of the tool's own that shows who has earned a badge: no grade, and no rule may ask for it. */
export const BADGE_COLUMN_TAG = 'laurel-badge';

/** Of a course's columns those that an assessment may be read from. */
export function withoutBadgeColumns<T extends { readonly tag?: string }>(items: readonly T[]): T[] {
  return items.filter((item) => item.tag !== BADGE_COLUMN_TAG);
}
