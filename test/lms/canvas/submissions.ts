import { emptyGrade, type Column, type Grade } from '../course.js';
import type { GradeOptions } from '../platform.js';

function submissionOf(column: Column, userId: string, at: Date): Grade {
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

/**
 * A person grades a submission. Where the assignment is a tool's, its AGS result follows: the row is made by the first
 * score and keeps the maximum it has (the assignment's points when it has none).
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
  const score = excused || pending ? null : value;
  const isChanged = score !== grade.value;
  grade.value = score;
  grade.pending = pending;
  grade.excused = excused;
  grade.byTool = false;
  grade.changedAt = at;
  grade.savedAt = new Date();
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

export interface ToolScore {
  score: number | null;
  maximum: number | null;
  at: Date;
  comment?: string;
  isNewSubmission: boolean;
  yieldsToPeople: boolean;
}

/** A score from the tool: overwrites a teacher's grade unless asked to yield; each one is a new attempt by default. */
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
  const isPersons = grade.value !== null && !grade.byTool;
  grade.result ??= { id: newId(), score: null, maximum: null, updatedAt: given.at };
  grade.result.updatedAt = given.at;
  if (given.comment !== undefined) grade.comment = given.comment;
  if (given.yieldsToPeople && isPersons) return grade;
  grade.result.score = given.score;
  grade.result.maximum = given.maximum;
  const share =
    given.score === null ? null : given.maximum ? given.score / given.maximum : given.score;
  grade.value = share === null ? null : share * column.maximum;
  grade.byTool = true;
  grade.excused = false;
  if (grade.value !== null) grade.pending = false;
  grade.changedAt = given.at;
  grade.savedAt = new Date();
  post(column, grade, given.at, undefined);
  return grade;
}

/** `resultScore`: a person's grade is scaled to the maximum the tool last sent; the tool's own is given back as sent. */
export function scaledResult(column: Column, grade: Grade): number | null {
  const { result } = grade;
  if (!result || result.score === null || result.maximum === null) return result?.score ?? null;
  if (grade.byTool || column.maximum === 0 || result.maximum === 0) return result.score;
  return (result.score * result.maximum) / column.maximum;
}
