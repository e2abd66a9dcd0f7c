import { emptyGrade, type Column, type Grade } from '../course.js';
import type { GradeOptions } from '../platform.js';

export function submissionOf(column: Column, userId: string, at: Date): Grade {
  const found = column.grades.get(userId);
  if (found) return found;
  const made = emptyGrade(at);
  column.grades.set(userId, made);
  return made;
}

function post(column: Column, grade: Grade, at: Date, posted: boolean | undefined): void {
  if (posted === false) grade.postedAt = null;
  else if (posted === true || !column.postManually) grade.postedAt ??= at;
}

function note(grade: Grade, value: number | null, at: Date): void {
  grade.value = value;
  grade.changedAt = at;
  if (value !== null) grade.gradedAt = at;
  grade.savedAt = new Date();
  grade.resubmitted = false;
  grade.byPolicy = false;
  grade.deducted = 0;
}

/**
 * A person grades a submission. Where the assignment is a tool's, its AGS result follows: the row is made by the first
 * score and keeps the maximum it has (the assignment's points when it has none). Its time stays the one it was made at.
 */
export function gradeSubmission(
  column: Column,
  userId: string,
  value: number | null,
  { pending = false, excused = false, posted }: GradeOptions,
  at: Date,
  newId: () => string,
): Grade {
  const grade = submissionOf(column, userId, at);
  const score = excused ? null : value;
  const isChanged = score !== grade.value;
  note(grade, score, at);
  grade.pending = pending;
  grade.excused = excused;
  grade.byTool = false;
  if (pending) {
    grade.submittedAt ??= at;
    grade.attempt ||= 1;
  }
  post(column, grade, at, posted);
  if (isChanged && column.clientId) {
    grade.result ??= { id: newId(), score: null, maximum: null, updatedAt: at };
    grade.result.score = score;
    grade.result.maximum ??= column.maximum;
  }
  return grade;
}

/** The learner hands in again: the score stays, and is that of the earlier attempt (`Submission#submit`). */
export function handInAgain(column: Column, userId: string, at: Date): Grade {
  const grade = submissionOf(column, userId, at);
  grade.resubmitted = true;
  grade.submittedAt = at;
  grade.attempt += 1;
  return grade;
}

/**
 * The policy for missing work gives a score, in the assignment's points, without a grader, and posts it. A result row that
 * is there takes the score as it stands, beside the maximum the tool sent last.
 */
export function gradeMissing(column: Column, userId: string, percent: number, at: Date): Grade {
  const grade = submissionOf(column, userId, at);
  note(grade, (column.maximum * percent) / 100, at);
  grade.byPolicy = true;
  grade.byTool = false;
  post(column, grade, at, undefined);
  if (grade.result) grade.result.score = grade.value;
  return grade;
}

/** The policy for late work takes points off; the score that a tool sent stays as it is in its result. */
export function deductLate(column: Column, userId: string, points: number): Grade {
  const grade = column.grades.get(userId);
  if (!grade || grade.value === null) throw new Error('Nothing is graded there');
  grade.value -= points;
  grade.deducted = points;
  if (grade.result && !grade.byTool) grade.result.score = grade.value;
  return grade;
}

export interface ToolScore {
  /** Null where none was sent, or with a progress whose score is not taken. */
  score: number | null;
  maximum: number | null;
  at: Date;
  comment?: string;
  isNewSubmission: boolean;
  /** `prioritize_non_tool_grade`: whatever score is there stays, the tool's own too. */
  yields: boolean;
  /** `preserve_score`: what has no score takes none away. */
  preserves: boolean;
  /** `PendingManual`: somebody has to look at it. */
  isPending: boolean;
}

/**
 * A score from the tool (`scores_controller.rb`): the result row is written whatever the gradebook keeps. One without a score
 * erases the grade, even where it should yield, unless it preserves.
 */
export function scoreSubmission(
  column: Column,
  userId: string,
  given: ToolScore,
  newId: () => string,
): Grade {
  const grade = submissionOf(column, userId, given.at);
  if (given.isNewSubmission) {
    grade.attempt += 1;
    grade.submittedAt = given.at;
    grade.pending = true;
  }
  grade.result ??= { id: newId(), score: null, maximum: null, updatedAt: given.at };
  grade.result.updatedAt = given.at;
  if (given.comment !== undefined) grade.comment = given.comment;
  if (given.score === null && given.preserves) return grade;
  grade.result.score = given.score;
  grade.result.maximum = given.maximum;
  if (given.score !== null && given.yields && grade.value !== null) return grade;
  const share = given.score === null ? null : given.score / (given.maximum || 1);
  note(grade, share === null ? null : share * column.maximum, given.at);
  grade.byTool = true;
  grade.excused = false;
  if (grade.value !== null) grade.pending = false;
  if (given.isPending) {
    grade.pending = true;
    grade.submittedAt ??= given.at;
  }
  post(column, grade, given.at, undefined);
  return grade;
}

/**
 * `resultScore` (`Lti::Result#scaled_result_score`): scaled to the maximum the tool last sent where a person graded; as it
 * stands where a tool did, where nobody did, and where there is nothing to scale by.
 */
export function scaledResult(column: Column, grade: Grade): number | null {
  const { result } = grade;
  if (!result || result.score === null || result.maximum === null) return result?.score ?? null;
  if (grade.byTool || grade.byPolicy) return result.score;
  if (column.maximum === 0 || result.maximum === 0) return result.score;
  return (result.score * result.maximum) / column.maximum;
}
