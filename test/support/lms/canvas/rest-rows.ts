import type { Column, Course, Grade, Person } from '../course.js';
import type { CanvasSite } from './site.js';

/** Canvas's default grading scheme: the lowest share of the points each letter needs. */
export const DEFAULT_SCHEME: [string, number][] = [
  ['A', 0.94],
  ['A-', 0.9],
  ['B+', 0.87],
  ['B', 0.84],
  ['B-', 0.8],
  ['C+', 0.77],
  ['C', 0.74],
  ['C-', 0.7],
  ['D+', 0.67],
  ['D', 0.64],
  ['D-', 0.61],
  ['F', 0],
];

const iso = (date: Date | null) => date?.toISOString().replace(/\.\d+Z$/, 'Z') ?? null;

function gradeText(column: Column, value: number | null): string | null {
  if (value === null) return null;
  const share = column.maximum === 0 ? 0 : value / column.maximum;
  switch (column.gradingType) {
    case 'percent':
      return `${Number((share * 100).toFixed(2))}%`;
    case 'letter_grade':
      return DEFAULT_SCHEME.find(([, least]) => share >= least)![0];
    case 'pass_fail':
      return value > 0 ? 'complete' : 'incomplete';
    default:
      return String(value);
  }
}

/** `workflow_state`: an emptied grade stays graded; handing in again leaves the score and is not graded. */
export function stateOf(grade: Grade | undefined): string {
  if (!grade) return 'unsubmitted';
  if (grade.resubmitted) return 'submitted';
  if (grade.pending) return 'pending_review';
  if (grade.gradedAt !== null || grade.excused) return 'graded';
  return grade.submittedAt ? 'submitted' : 'unsubmitted';
}

/** A person's id, a negative number for a tool or a quiz, nobody for the policy for missing work. */
function graderOf(platform: CanvasSite, { byPolicy, byTool }: Grade): number | null {
  if (byPolicy) return null;
  return byTool ? -1 : Number(platform.person('teacher').id);
}

export function submission(platform: CanvasSite, course: Course, column: Column, person: Person) {
  const grade = column.grades.get(person.id);
  const value = grade?.value ?? null;
  const entered = value === null ? null : value + (grade?.deducted ?? 0);
  const isGraded = stateOf(grade) === 'graded';
  return {
    id: Number(column.id) * 100_000 + Number(person.id),
    body: null,
    url: null,
    grade: gradeText(column, value),
    score: value,
    submitted_at: iso(grade?.submittedAt ?? null),
    assignment_id: Number(column.id),
    user_id: Number(person.id),
    submission_type: grade?.submittedAt ? 'online_text_entry' : null,
    workflow_state: stateOf(grade),
    grade_matches_current_submission: !grade?.resubmitted,
    graded_at: iso(grade?.gradedAt ?? (grade?.excused ? grade.changedAt : null)),
    grader_id: grade?.gradedAt ? graderOf(platform, grade) : null,
    attempt: grade?.attempt || null,
    cached_due_date: iso(column.dueAt),
    excused: grade?.excused ?? false,
    late_policy_status: grade?.byPolicy ? 'missing' : null,
    points_deducted: grade?.deducted || null,
    grading_period_id: null,
    extra_attempts: null,
    posted_at: isGraded || value !== null ? iso(grade!.postedAt) : null,
    redo_request: false,
    late: (grade?.deducted ?? 0) > 0,
    missing: grade?.byPolicy ?? false,
    seconds_late: 0,
    entered_grade: gradeText(column, entered),
    entered_score: entered,
    preview_url: `${platform.baseUrl}/courses/${course.id}/assignments/${column.id}/submissions/${person.id}?preview=1&version=0`,
  };
}

export function assignment(platform: CanvasSite, course: Course, column: Column) {
  const isQuiz = column.kind === 'quiz';
  return {
    id: Number(column.id),
    name: column.name,
    description: '',
    due_at: iso(column.dueAt),
    unlock_at: null,
    lock_at: null,
    points_possible: column.maximum,
    grading_type: column.gradingType,
    grading_standard_id: null,
    assignment_group_id: 1,
    course_id: Number(course.id),
    submission_types: isQuiz
      ? ['online_quiz']
      : column.kind === 'lti'
        ? ['external_tool']
        : column.clientId
          ? ['none']
          : ['online_text_entry'],
    is_quiz_assignment: isQuiz,
    published: column.published,
    workflow_state: column.published ? 'published' : 'unpublished',
    muted: column.postManually,
    post_manually: column.postManually,
    anonymize_students: false,
    only_visible_to_overrides: false,
    omit_from_final_grade: column.weight === 0,
    html_url: `${platform.baseUrl}/courses/${course.id}/assignments/${column.id}`,
  };
}
