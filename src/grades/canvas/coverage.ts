import type { Notice } from '../grade.js';
import type { Joined } from './join-users.js';
import { isAutomatic, type Submission } from './submission.js';

type Rows = ReadonlyMap<string, Submission>;

const AUTHORISE =
  'Let a user who may see every section authorise Laurel under “Where grades come from”, best a user of its own for it.';

/** Notices submissions of people who are not on the roster. */
function notMatched(rows: Rows, { known }: Joined): Notice[] {
  const count = [...rows.keys()].filter((id) => !known.has(id)).length;
  if (count === 0) return [];
  return [
    {
      code: 'not_matched',
      values: { count },
      reason: `${count} in Canvas could not be matched to anybody in the LTI roster; they earn nothing here.`,
      remedy: 'They may have left the course. If not, an administrator looks at the tool’s roster.',
      blocks: false,
    },
  ];
}

/** Notices learners of the roster without a submission: Canvas does not say that it shortened a list. */
function notShown(rows: Rows, { learners }: Joined): Notice[] {
  const count = [...learners.keys()].filter((id) => !rows.has(id)).length;
  if (count === 0) return [];
  return [
    {
      code: 'canvas_not_shown',
      values: { count },
      reason: `Canvas shows Laurel nothing here of ${count} learners of the course: whoever authorised sees one section alone, or the assignment is not theirs. Nothing is decided about them.`,
      remedy: AUTHORISE,
      blocks: false,
      isGap: true,
    },
  ];
}

/** Notices scores that Canvas's policy for missing work gave. */
function automatic(rows: Rows): Notice[] {
  const count = [...rows.values()].filter(isAutomatic).length;
  if (count === 0) return [];
  return [
    {
      code: 'canvas_automatic',
      values: { count },
      reason: `Canvas itself gave ${count} scores here, by the course’s policy for missing work. They earn nothing and take nothing away.`,
      remedy: 'A grade that a person enters counts.',
      blocks: false,
      isGap: true,
    },
  ];
}

const OVER: Notice = {
  code: 'canvas_roster_empty',
  reason: 'Canvas’s roster of this course is empty, as it is once a course is concluded.',
  remedy:
    'Nothing is given and nothing is taken away. If the course goes on, open it again in Canvas.',
  blocks: true,
};

/**
 * Compares a list of submissions with the roster. Canvas shows each person only what they may see and shortens lists
 * without saying so, while the roster has active people alone, and is empty once the course is concluded.
 */
export function coverageNotices(rows: Rows, joined: Joined): Notice[] {
  if (joined.known.size === 0) return [OVER];
  return [...notMatched(rows, joined), ...notShown(rows, joined), ...automatic(rows)];
}
