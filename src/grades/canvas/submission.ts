import { z } from 'zod';
import { formatDecimal, multiplyDecimals, parseDecimal } from '../decimal.js';
import type { Assessment, Grade, GradingScheme } from '../grade.js';

const number = z
  .string()
  .nullish()
  .transform((text) => {
    const value = text === null || text === undefined ? null : parseDecimal(text);
    return value && formatDecimal(value);
  });
const words = z.string().nullish();
const instant = z
  .string()
  .nullish()
  .transform((text) => {
    const at = text === null || text === undefined ? NaN : Date.parse(text);
    return Number.isNaN(at) ? null : new Date(at);
  });

/** An assignment (Canvas LMS API, "Assignments"); native quizzes are assignments too. */
export const assignmentSchema = z.object({
  id: z.string(),
  name: z.string().catch('Untitled'),
  points_possible: number,
  grading_type: words,
  grading_standard_id: z.string().nullish(),
  due_at: instant,
  published: z.boolean().nullish(),
  post_manually: z.boolean().nullish(),
  submission_types: z.array(z.string()).nullish().catch(null),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** A submission (Canvas LMS API, "Submissions"). */
export const submissionSchema = z.object({
  user_id: z.string(),
  assignment_id: z.string(),
  workflow_state: words,
  score: number,
  grade: words,
  excused: z.boolean().nullish(),
  posted_at: instant,
  graded_at: instant,
  submitted_at: instant,
});
export type Submission = z.infer<typeof submissionSchema>;

export const standardSchema = z.object({
  id: z.string(),
  grading_scheme: z.array(z.object({ name: z.string(), value: z.string() })),
});

/** Canvas's own scheme, where a course has chosen none (Canvas source, GradingStandard.default_grading_standard). */
const DEFAULT: GradingScheme = Object.entries({
  ...{ A: '94', 'A-': '90', 'B+': '87', B: '84', 'B-': '80', 'C+': '77' },
  ...{ C: '74', 'C-': '70', 'D+': '67', D: '64', 'D-': '61', F: '0' },
}).map(([letter, from]) => ({ letter, from }));

/** Canvas writes shares of one; Laurel percentages, as decimal text. */
export function schemeOf(
  standards: readonly z.infer<typeof standardSchema>[],
  id: string | null | undefined,
): GradingScheme {
  const standard = standards.find((each) => each.id === id);
  if (!standard) return DEFAULT;
  return standard.grading_scheme.flatMap(({ name: letter, value }) => {
    const share = parseDecimal(value);
    const percent = share && multiplyDecimals(share, { units: 100n, scale: 0 });
    return percent ? [{ letter, from: formatDecimal(percent) }] : [];
  });
}

export const hasLetters = ({ grading_type: type }: Assignment): boolean =>
  type === 'letter_grade' || type === 'gpa_scale';

export function assessmentOfAssignment(
  assignment: Assignment,
  scheme: GradingScheme | undefined,
): Assessment {
  const { grading_type: type, due_at: dueAt } = assignment;
  const letters = scheme ? 'letters' : 'points';
  return {
    source: 'canvas',
    id: assignment.id,
    title: assignment.name,
    maximum: assignment.points_possible,
    gradedAs: type === 'pass_fail' ? 'completion' : letters,
    ...(scheme ? { scheme } : {}),
    tellsRelease: true,
    tellsWhen: true,
    ...(dueAt ? { dueAt } : {}),
  };
}

/** Excused comes first; a score counts when Canvas calls the submission graded; handed in without one is pending. */
function stateOf({ excused, score, workflow_state: state }: Submission): Grade['state'] {
  if (excused === true) return 'excused';
  if (score !== null && state === 'graded') return 'graded';
  return state === 'submitted' || state === 'pending_review' ? 'pending' : 'empty';
}

/** A quiz of either kind may keep the best attempt. Where Canvas does not say what is handed in, nothing is known. */
const keepsOneGrade = ({ submission_types: types }: Assignment): boolean =>
  !!types && types.length > 0 && !types.some((type) => /^(online_quiz|external_tool)$/.test(type));

/** A submission as a grade. `posted_at` is when the learner could first see it. */
export function gradeOfSubmission(
  userId: string,
  submission: Submission,
  assignment: Assignment,
): Grade {
  const state = stateOf(submission);
  const { score, grade, posted_at: postedAt } = submission;
  const { graded_at: gradedAt, submitted_at: submittedAt } = submission;
  const completion = grade === 'complete' || grade === 'incomplete' ? grade : undefined;
  const isGraded = state === 'graded';
  return {
    userId,
    state,
    score: isGraded ? score : null,
    maximum: assignment.points_possible,
    released: postedAt !== null,
    ...(isGraded && grade && hasLetters(assignment) ? { letter: grade } : {}),
    ...(isGraded && completion && assignment.grading_type === 'pass_fail' ? { completion } : {}),
    ...(gradedAt ? { gradedAt } : {}),
    ...(submittedAt ? { submittedAt } : {}),
    ...(keepsOneGrade(assignment) ? { isOfLatestAttempt: true } : {}),
  };
}
