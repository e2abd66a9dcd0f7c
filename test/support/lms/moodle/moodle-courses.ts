import {
  findColumn,
  newColumn,
  type Column,
  type Course,
  type Link,
  type Person,
} from '../course.js';
import { TestPlatform, type GradeOptions } from '../platform.js';
import type { LinkOptions, Tool } from '../tool.js';
import { regrade, reportRaw, typeGrade } from './gradebook.js';

/** Courses, activities and the gradebook of the Moodle-like platform: what its people do there. */
export abstract class MoodleCourses extends TestPlatform {
  protected nextCourse = 2;
  private nextLink = 1;
  private nextModule = 5;

  protected namesOf(id: string, label: string) {
    return { contextId: id, sisId: `sis-${label.toLowerCase()}` };
  }

  /** A native activity with its column. */
  addActivity(
    course: Course,
    fields: { name: string; kind: 'quiz' | 'assign'; maximum: number },
  ): Column {
    this.nextModule += 1;
    const id = String(this.number());
    const ids = { id, moduleId: this.nextModule, instanceId: this.number() };
    const column = newColumn({ ...fields, ...ids });
    course.columns.push(column);
    return column;
  }

  /** A copy of the course's activities and columns, without people's grades; formulas come along. */
  copyCourse(course: Course): Course {
    const copy = this.addCourse({ title: `${course.title} copy 1`, people: course.people });
    copy.columns.length = 0;
    copy.history = [course.contextId, ...course.history];
    for (const column of course.columns) {
      const made = newColumn({ ...column, id: String(this.number()), grades: new Map() });
      delete made.link;
      copy.columns.push(made);
      if (!column.link) continue;
      const { custom, title, targetLinkUri, description } = column.link;
      const link = this.makeLink(this.toolOf(column.link)!, copy, {
        custom,
        title,
        targetLinkUri,
        description,
      });
      made.link = link;
      made.instanceId = Number(link.id);
      link.column = made;
    }
    return copy;
  }

  deleteColumn(column: Column): void {
    const { course } = this.column(column);
    course.columns.splice(course.columns.indexOf(column), 1);
    if (column.link) delete column.link.column;
    course.needsRegrade = true;
  }

  /** What a teacher does under Gradebook setup: a formula, or none. */
  setCalculation(column: Column | string, formula: string): void {
    const found = this.column(column);
    found.column.calculation = formula || '';
    found.course.needsRegrade = true;
  }

  /**
   * "Save changes" on the page "Edit calculation" that this address opens (grade/edit/tree/calculation.php), seen on Moodle 4.5.6.
   * @returns where Moodle goes then: as the address says (`gpr_…`), else to the report that was opened last; either page calculates
   *   the gradebook when it opens
   */
  saveFormula(address: string, formula: string): string {
    const query = new URL(address).searchParams;
    const given = (name: string) => query.get(name) ?? '';
    const { column, course } = this.column(given('id'));
    this.setCalculation(column, formula);
    regrade(course, this.now());
    const [type, plugin] = [given('gpr_type'), given('gpr_plugin')];
    if (type === '' || plugin === '')
      return `/grade/report/grader/index.php?id=${given('courseid')}`;
    return `/grade/${type}/${plugin}/index.php?id=${given('gpr_courseid')}`;
  }

  setWeight(column: Column | string, weight: number): void {
    const found = this.column(column);
    found.column.weight = weight;
    found.course.needsRegrade = true;
  }

  setIdNumber(column: Column | string, idnumber: string): void {
    this.column(column).column.idnumber = idnumber;
  }

  /**
   * A quiz's maximum grade, changed in its settings: attempts are graded anew, in proportion, what a teacher typed keeps its
   * points, and saving the settings calculates the gradebook (course/modlib.php).
   */
  setMaximum(column: Column | string, maximum: number): void {
    const { course, column: found } = this.column(column);
    const factor = maximum / found.maximum;
    found.maximum = maximum;
    for (const grade of found.grades.values()) {
      if (grade.raw === null || grade.overridden) continue;
      grade.raw *= factor;
      grade.value = grade.raw;
      grade.changedAt = this.now();
    }
    course.needsRegrade = true;
    regrade(course, this.now());
  }

  /** "Restrict access: grade of `column` ≥ percent" on a tool's activity; null takes it away. */
  restrict(link: Link, column: Column | string | null, percent = 0): void {
    if (column === null) delete link.restriction;
    else link.restriction = { column: findColumn(link.course, column), percent };
  }

  /** A teacher opens the grader report, a student the grade report, or a student launches: the course is regraded. */
  openGradebook(course: Course = this.course): boolean {
    return regrade(course, this.now());
  }

  setGrade(
    user: Person | string,
    column: Column | string,
    value: number | '' | null,
    options: GradeOptions = {},
  ): { savedAt: Date } {
    const found = this.column(column);
    regrade(found.course, this.now());
    if (options.hidden !== undefined) found.column.hidden = options.hidden;
    const typed = value === '' || value === null ? null : Number(value);
    const person = this.person(user);
    const grade = typeGrade(found.course, found.column, person.id, typed, this.now());
    this.onGrade?.(person, found.column);
    return { savedAt: grade.savedAt };
  }

  attempt(user: Person | string, column: Column | string, value: number | null) {
    const found = this.column(column);
    const person = this.person(user);
    const grade = reportRaw(found.course, found.column, person.id, value, this.now());
    this.onGrade?.(person, found.column);
    return { savedAt: grade.savedAt };
  }

  private makeLink(tool: Tool, course: Course, options: LinkOptions): Link {
    this.nextModule += 1;
    const link: Link = {
      id: String(this.nextLink),
      moduleId: this.nextModule,
      course,
      clientId: tool.clientId,
      deploymentId: tool.deploymentId,
      title: options.title ?? tool.settings.name,
      description: options.description ?? '',
      targetLinkUri: options.targetLinkUri ?? tool.settings.launchUrl,
      custom: options.custom ?? {},
    };
    this.nextLink += 1;
    course.links.push(link);
    return link;
  }

  addLink(tool: Tool, options: LinkOptions = {}): Link {
    const course = options.course ?? this.course;
    const link = this.makeLink(tool, course, options);
    if (options.maximum === null) return link;
    const column = newColumn({
      id: String(this.number()),
      name: link.title,
      kind: 'lti',
      maximum: options.maximum ?? 100,
      moduleId: link.moduleId,
      instanceId: Number(link.id),
      clientId: tool.clientId,
      link,
      resourceId: options.resourceId ?? '',
      tag: options.tag ?? '',
    });
    link.column = column;
    course.columns.push(column);
    return link;
  }
}
