import type { Notice } from './grade.js';
import type { Restriction } from './restriction-store.js';

const SAY_SO =
  'If it is restricted and everybody has passed, say so under “Restricted activities”. Else edit the activity in Moodle and set “Restrict access” to a grade, for example “Quiz 1 ≥ 70 %”.';

const NOBODY_FILTERED: Notice = {
  code: 'nobody_filtered',
  reason: 'Everybody in the course can open this activity, so opening it proves nothing.',
  remedy: SAY_SO,
  blocks: true,
};

/** Until a non-editing teacher opens Laurel, Moodle's roster does not tell them from a learner. */
const TEACHERS_PASS: Notice = {
  code: 'restricted_teachers',
  reason:
    'Moodle lists non-editing teachers as learners, and they can open every activity: they would earn this badge until they have opened Laurel once.',
  remedy: 'Have them open Laurel in this course before you activate the badge.',
  blocks: false,
};

/** So many may pass at once before it looks like a restriction that was taken away. */
const FEW = 2;
const SHARE = 4;

/**
 * What is doubtful about a restricted activity. That nobody is kept out is no doubt once somebody was and only a few were
 * left, or an instructor says that all have passed. Pure.
 * @param seen how many learners there are and how many of them cannot open it
 * @param tellsTeachers whether another way tells who can be graded, so that non-editing teachers are left out
 */
export function restrictionNotices(
  kept: Restriction,
  seen: { readonly learners: number; readonly barred: number },
  tellsTeachers: boolean,
): Notice[] {
  const teachers = tellsTeachers ? [] : [TEACHERS_PASS];
  if (seen.barred > 0 || kept.confirmedAt !== undefined) return teachers;
  if (kept.filteredAt === undefined) return [NOBODY_FILTERED];
  const before = kept.barred ?? 0;
  if (before <= FEW || before * SHARE <= seen.learners) return teachers;
  return [
    {
      code: 'restriction_lifted',
      values: { count: before },
      reason: `Everybody can open this activity now, and ${before} could not at the last look: its restriction may have been taken away.`,
      remedy: SAY_SO,
      blocks: true,
    },
  ];
}
