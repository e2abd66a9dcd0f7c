import { randomUUID } from 'node:crypto';
import { newColumn, type Column, type Course, type Person } from '../course.js';
import { opaqueOf } from '../people.js';
import { TestPlatform, type GradeOptions } from '../platform.js';
import { deductLate, gradeMissing, gradeSubmission, handInAgain } from './submissions.js';

/** Courses, assignments and the gradebook of the Canvas-like platform: what its people do there. */
export abstract class CanvasCourses extends TestPlatform {
  protected nextCourse = 101;

  /** Whether the roster names somebody: invited, inactive and concluded people are in no list but REST's. */
  isListed(person: Person): boolean {
    return person.enrolled && (person.enrollment ?? 'active') === 'active';
  }

  isStudent(person: Person): boolean {
    return person.role === 'learner' || person.role === 'testStudent';
  }

  protected namesOf(id: string, label: string) {
    return { contextId: opaqueOf(`course-${id}`), sisId: `SIS-${label.replaceAll(' ', '-')}` };
  }

  /** A native assignment. */
  addActivity(
    course: Course,
    fields: Partial<Column> & { name: string; kind: 'quiz' | 'assign'; maximum: number },
  ): Column {
    const column = newColumn({ ...fields, id: String(this.number()) });
    course.columns.push(column);
    return column;
  }

  /** A copy of the course: assignments and links come along, grades do not. */
  copyCourse(course: Course): Course {
    const copy = this.addCourse({ title: `${course.title} (copy)`, people: course.people });
    copy.columns.length = 0;
    copy.history = [course.contextId, ...course.history];
    for (const column of course.columns) {
      const { link } = column;
      const ids = { id: String(this.number()), lineItemId: String(this.number()) };
      const made = newColumn({ ...column, ...ids, grades: new Map() });
      delete made.link;
      copy.columns.push(made);
      if (!link) continue;
      made.link = { ...link, id: randomUUID(), course: copy, column: made };
      copy.links.push(made.link);
    }
    return copy;
  }

  deleteColumn(column: Column): void {
    const { course } = this.column(column);
    course.columns.splice(course.columns.indexOf(column), 1);
    if (column.link?.column === column) delete column.link.column;
  }

  openGradebook(): boolean {
    return true;
  }

  setGrade(
    user: Person | string,
    column: Column | string,
    value: number | '' | null,
    options: GradeOptions = {},
  ): { savedAt: Date } {
    const found = this.column(column).column;
    const typed = value === '' || value === null ? null : Number(value);
    const person = this.person(user);
    const newId = () => String(this.number());
    const grade = gradeSubmission(found, person.id, typed, options, this.now(), newId);
    this.onGrade?.(person, found);
    return { savedAt: grade.savedAt };
  }

  attempt(user: Person | string, column: Column | string, value: number | null) {
    const grade = this.setGrade(user, column, value);
    const kept = this.column(column).column.grades.get(this.person(user).id)!;
    kept.attempt += 1;
    kept.submittedAt = this.now();
    return grade;
  }

  /** The learner hands in once more what was graded already. */
  resubmit(user: Person | string, column: Column | string): void {
    handInAgain(this.column(column).column, this.person(user).id, this.now());
  }

  /** What the policy for missing work gives somebody, as a share of the points: 0 unless said. */
  gradeMissing(user: Person | string, column: Column | string, percent = 0): void {
    gradeMissing(this.column(column).column, this.person(user).id, percent, this.now());
  }

  /** What the policy for late work takes off. */
  deductLate(user: Person | string, column: Column | string, points: number): void {
    deductLate(this.column(column).column, this.person(user).id, points);
  }

  /** Content of another course is brought into one, a quiz alone perhaps: it heads the history all the same. */
  importContent(from: Course, to: Course): void {
    to.history = [from.contextId, ...to.history.filter((one) => one !== from.contextId)];
  }

  /** "Post grades" or "Hide grades" of one assignment, for everybody. */
  postGrades(column: Column | string, isPosted: boolean): void {
    const found = this.column(column).column;
    for (const grade of found.grades.values()) grade.postedAt = isPosted ? this.now() : null;
  }
}
