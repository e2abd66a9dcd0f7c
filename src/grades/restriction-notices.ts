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

/** Moodle's roster calls a non-editing teacher a learner until they launch Laurel. */
const TEACHERS_PASS: Notice = {
  code: 'restricted_teachers',
  reason:
    'Moodle lists non-editing teachers as learners, and they can open every activity: they would earn this badge until they have opened Laurel once.',
  remedy: 'Have them open Laurel in this course before you activate the badge.',
  blocks: false,
};

/** Up to how many learners may pass at once without looking as if the restriction was removed. */
const FEW = 2;
const SHARE = 4;

/**
 * Lists what is doubtful about a restricted activity. That nobody is excluded is no doubt once somebody was and only a
 * few were left, or an instructor confirms that all have passed. A pure function.
 * @param seen how many learners there are, and how many of them cannot open the activity
 * @param tellsTeachers whether another source tells who can be graded, so that non-editing teachers are left out
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
