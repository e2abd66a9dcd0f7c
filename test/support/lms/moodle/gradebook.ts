import { emptyGrade, type Column, type Course, type Grade } from '../course.js';
import { evaluate, referencesOf } from './formula.js';

/** Moodle keeps five decimals of a grade. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

function gradeOf(column: Column, userId: string, at: Date): Grade {
  const found = column.grades.get(userId);
  if (found) return found;
  const made = emptyGrade(at);
  column.grades.set(userId, made);
  return made;
}

function stamp(grade: Grade, at: Date): void {
  grade.changedAt = at;
  grade.savedAt = new Date();
}

/** Calculates one column for one learner, bounded by the column's maximum: there is no scaling. */
function calculate(course: Course, column: Column, userId: string, at: Date): void {
  const sources = referencesOf(column.calculation ?? '');
  const values = new Map<string, number | null>();
  for (const idnumber of sources) {
    const source = course.columns.find((one) => one.idnumber === idnumber);
    if (!source) throw new Error(`The formula names ${idnumber}, which is gone`);
    values.set(idnumber, source.grades.get(userId)?.value ?? null);
  }
  const isEmpty = [...values.values()].every((value) => value === null);
  const existing = column.grades.get(userId);
  if (isEmpty && !existing) return;
  const grade = existing ?? gradeOf(column, userId, at);
  if (grade.overridden) return;
  const raw = isEmpty ? null : evaluate(column.calculation!, (id) => values.get(id) ?? 0);
  const value = raw === null ? null : rounded(Math.min(Math.max(raw, 0), column.maximum));
  if (value === grade.value) return;
  grade.value = value;
  stamp(grade, at);
}

function calculated(course: Course): Column[] {
  return course.columns.filter((column) => column.calculation);
}

function usersOf(course: Course, column: Column): Set<string> {
  const ids = new Set(column.grades.keys());
  for (const idnumber of referencesOf(column.calculation ?? '')) {
    const source = course.columns.find((one) => one.idnumber === idnumber);
    for (const id of source?.grades.keys() ?? []) ids.add(id);
  }
  return ids;
}

/** After one learner's grade changed: their calculated columns follow, unless the course waits for a regrade. */
function follow(course: Course, userId: string, at: Date): void {
  if (course.needsRegrade) return;
  for (const column of calculated(course)) calculate(course, column, userId, at);
}

/**
 * The full regrade that a teacher's grader report, a student's grade report or a student's launch sets off. One broken
 * formula fails it as a whole: every calculated column keeps its old values and the course goes on waiting.
 */
export function regrade(course: Course, at: Date): boolean {
  if (!course.needsRegrade) return true;
  const columns = calculated(course);
  for (const column of columns) {
    try {
      for (const idnumber of referencesOf(column.calculation!)) {
        if (!course.columns.some((one) => one.idnumber === idnumber)) return false;
      }
      evaluate(column.calculation!, () => 1);
    } catch {
      return false;
    }
  }
  for (const column of columns) {
    for (const userId of usersOf(course, column)) calculate(course, column, userId, at);
  }
  course.needsRegrade = false;
  return true;
}

/** A teacher types a grade (null empties it): an override. */
export function typeGrade(
  course: Course,
  column: Column,
  userId: string,
  value: number | null,
  at: Date,
): Grade {
  const grade = gradeOf(column, userId, at);
  grade.value = value === null ? null : rounded(value);
  grade.overridden = true;
  grade.byTool = false;
  stamp(grade, at);
  follow(course, userId, at);
  return grade;
}

/** A quiz attempt or a graded submission: it does not touch an overridden grade. Null takes the attempt away. */
export function reportRaw(
  course: Course,
  column: Column,
  userId: string,
  value: number | null,
  at: Date,
): Grade {
  const grade = gradeOf(column, userId, at);
  grade.raw = value === null ? null : rounded(value);
  if (!grade.overridden) {
    grade.value = grade.raw === null ? null : Math.min(grade.raw, column.maximum);
    grade.attempt += 1;
    grade.submittedAt = at;
    stamp(grade, at);
  }
  follow(course, userId, at);
  return grade;
}

/**
 * A score posted by the tool. On a coupled column it is the activity's grade and leaves an override alone; on a
 * manual column it overrides for good, which also ends a calculation for that learner.
 */
export function takeScore(
  course: Course,
  column: Column,
  userId: string,
  score: { value: number | null; comment?: string; at: Date },
): void {
  const grade = gradeOf(column, userId, score.at);
  const value = score.value === null ? null : rounded(score.value);
  if (column.kind === 'manual') {
    if (value !== null || !column.calculation) grade.value = value;
    grade.overridden = true;
  } else {
    grade.raw = value;
    if (grade.overridden) return;
    grade.value = value;
  }
  if (score.comment !== undefined) grade.comment = score.comment;
  grade.byTool = true;
  stamp(grade, score.at);
  follow(course, userId, score.at);
}

/** A line item's PUT with another maximum: grades keep their percentage, and become overrides. */
export function changeMaximum(course: Course, column: Column, maximum: number, at: Date): void {
  if (maximum === column.maximum) return;
  const factor = maximum / column.maximum;
  for (const grade of column.grades.values()) {
    if (grade.value === null) continue;
    grade.value = rounded(grade.value * factor);
    if (column.kind === 'manual') grade.overridden = true;
    stamp(grade, at);
  }
  column.maximum = maximum;
  course.needsRegrade = true;
}
