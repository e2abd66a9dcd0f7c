import type { AchievementContent, AchievementInput } from '../../achievements/index.js';

/** Added to the address of a badge's page after a change, so that it reminds of the badge's other languages. */
export const LOOK_AT_EDITIONS = '&editions=look';

/** What editions say in their language. */
const WORDS = ['name', 'description', 'criteria'] as const;

/** White space is no change of what is said: browsers end lines in their own way. */
const fold = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * @param before what a badge said; absent: nothing
 * @param now what it says, with its editions
 * @returns whether it has editions in other languages that still say what it said before
 */
export function leavesEditions(
  before: AchievementContent | undefined,
  now: AchievementInput,
): boolean {
  if (before === undefined || (now.editions ?? []).length === 0) return false;
  return WORDS.some((each) => fold(before[each]) !== fold(now[each]));
}
