import { readableRows, omitUndefined } from '../../base/index.js';
import { z } from 'zod';
import { formatDecimal, multiplyDecimals, parseMeasured } from '../decimal.js';
import type { Assessment, Grade, GradingScheme, Obstacle } from '../grade.js';
import { measured } from '../measured.js';

const words = z.string().nullish();
const instant = z
  .string()
  .nullish()
  .transform((text) => {
    const at = text === null || text === undefined ? NaN : Date.parse(text);
    return Number.isNaN(at) ? null : new Date(at);
  });

/**
 * An assignment (Canvas LMS API, "Assignments"); native quizzes are assignments too. Only the id must be valid, since
 * an assignment without one would seem to be gone; other members that cannot be read count as not known.
 */
export const assignmentSchema = z.object({
  id: z.string(),
  name: z.string().catch('Untitled'),
  points_possible: measured.catch(null),
  grading_type: words.catch(null),
  grading_standard_id: z.string().nullish().catch(null),
  due_at: instant.catch(null),
  published: z.boolean().nullish().catch(null),
  post_manually: z.boolean().nullish().catch(null),
  submission_types: z.array(z.string()).nullish().catch(null),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** A submission (Canvas LMS API, "Submissions"). */
export const submissionSchema = z.object({
  user_id: z.string(),
  assignment_id: z.string(),
  workflow_state: words,
  score: measured,
  grade: words,
  excused: z.boolean().nullish(),
  posted_at: instant,
  graded_at: instant,
  submitted_at: instant,
  /** False where the work was submitted again since it was graded. */
  grade_matches_current_submission: z.boolean().nullish().catch(null),
  /** Absent for a score of the policy for missing work; negative for one of a tool or a quiz. */
  grader_id: words.catch(undefined),
  late_policy_status: words.catch(null),
  missing: z.boolean().nullish().catch(null),
  /** The points that the policy for late work subtracted; `score` is what remains. */
  points_deducted: measured.catch(null),
});
export type Submission = z.infer<typeof submissionSchema>;

export const standardSchema = z.object({
  id: z.string(),
  grading_scheme: readableRows(z.object({ name: z.string(), value: z.string() })),
});

/**
 * Canvas's own scheme, which applies where a course has chosen none (Canvas source,
 * GradingStandard.default_grading_standard).
 */
const DEFAULT: GradingScheme = Object.entries({
  A: '94',
  'A-': '90',
  'B+': '87',
  B: '84',
  'B-': '80',
  'C+': '77',
  C: '74',
  'C-': '70',
  'D+': '67',
  D: '64',
  'D-': '61',
  F: '0',
}).map(([letter, from]) => ({ letter, from }));

/** Converts a scheme: Canvas writes fractions of one, Laurel percentages as decimal text. */
export function schemeOf(
  standards: readonly z.infer<typeof standardSchema>[],
  id: string | null | undefined,
): GradingScheme {
  const standard = standards.find((each) => each.id === id);
  if (!standard) return DEFAULT;
  return standard.grading_scheme.flatMap(({ name: letter, value }) => {
    const share = parseMeasured(value);
    const percent = share && multiplyDecimals(share, { units: 100n, scale: 0 });
    return percent ? [{ letter, from: formatDecimal(percent) }] : [];
  });
}

/**
 * Canvas shows students nothing that is unpublished, and gives no submissions of it (403, "invalid assignment ids
 * requested").
 */
export const UNPUBLISHED: Obstacle = {
  code: 'canvas_unpublished',
  reason: 'This assignment is not published in Canvas, so nobody has a grade for it yet.',
  remedy: 'Publish it in Canvas; then this works by itself.',
};

export const hasLetters = ({ grading_type: type }: Assignment): boolean =>
  type === 'letter_grade' || type === 'gpa_scale';

/** @returns an assignment as an assessment, with what keeps it from being read */
export function assessmentOfAssignment(
  assignment: Assignment,
  scheme: GradingScheme | undefined,
): Assessment {
  const { grading_type: type, due_at: dueAt } = assignment;
  const letters = scheme ? 'letters' : 'points';
  return omitUndefined({
    source: 'canvas',
    id: assignment.id,
    title: assignment.name,
    maximum: assignment.points_possible,
    gradedAs: type === 'pass_fail' ? 'completion' : letters,
    scheme,
    tellsRelease: true,
    tellsWhen: true,
    dueAt: dueAt || undefined,
    obstacle: assignment.published === false ? UNPUBLISHED : undefined,
  });
}

/**
 * Whether Canvas's policy for missing work gave the score, a zero or full marks by the course's setting: nobody judged
 * any work. A person who marks work as missing is its grader.
 */
export const isAutomatic = (row: Submission): boolean =>
  row.score !== null &&
  row.grader_id === null &&
  (row.late_policy_status === 'missing' || row.missing === true);

const WAITS = new Set(['submitted', 'pending_review']);

/**
 * Classifies a submission. Excused comes first. A score counts when Canvas calls the submission graded and it is for
 * the latest attempt. Work that was submitted and has no score, is partly marked, or was submitted again is pending.
 */
function stateOf(row: Submission): Grade['state'] {
  const { excused, score, workflow_state: state } = row;
  if (excused === true) return 'excused';
  if (isAutomatic(row)) return 'empty';
  const isOfLast = row.grade_matches_current_submission !== false;
  if (score !== null && state === 'graded') return isOfLast ? 'graded' : 'pending';
  return WAITS.has(state ?? '') ? 'pending' : 'empty';
}

/**
 * Whether an assignment has one grade. A quiz of either kind may keep the best attempt; where Canvas does not name the
 * submission type, this is not known.
 */
const keepsOneGrade = ({ submission_types: types }: Assignment): boolean =>
  !!types && types.length > 0 && !types.some((type) => /^(online_quiz|external_tool)$/.test(type));

/** @returns what Canvas says of a graded submission beside its score, where the assignment is graded so */
function saidOf({ grade, points_deducted: off }: Submission, assignment: Assignment) {
  const word: Grade['completion'] =
    grade === 'complete' || grade === 'incomplete' ? grade : undefined;
  return {
    deducted: off !== null && off !== '0' ? off : undefined,
    letter: grade && hasLetters(assignment) ? grade : undefined,
    completion: assignment.grading_type === 'pass_fail' ? word : undefined,
  };
}

/** Reads a submission as a grade. `posted_at` is when the learner could first see it. */
export function gradeOfSubmission(
  userId: string,
  submission: Submission,
  assignment: Assignment,
): Grade {
  const state = stateOf(submission);
  const { score, posted_at: postedAt } = submission;
  const { graded_at: gradedAt, submitted_at: submittedAt } = submission;
  const isGraded = state === 'graded';
  return omitUndefined({
    userId,
    state,
    score: isGraded ? score : null,
    maximum: assignment.points_possible,
    released: postedAt !== null,
    gradedAt: gradedAt || undefined,
    submittedAt: submittedAt || undefined,
    isOfLatestAttempt: keepsOneGrade(assignment) ? true : undefined,
    ...(isGraded ? saidOf(submission, assignment) : null),
  });
}
