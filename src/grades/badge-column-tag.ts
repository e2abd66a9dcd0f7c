/** The tag of line items that show who has earned a badge. They hold no grade, so no rule may ask for one. */
export const BADGE_COLUMN_TAG = 'laurel-badge';

/** @returns the columns that an assessment may be read from */
export function withoutBadgeColumns<T extends { readonly tag?: string }>(items: readonly T[]): T[] {
  return items.filter((item) => item.tag !== BADGE_COLUMN_TAG);
}
