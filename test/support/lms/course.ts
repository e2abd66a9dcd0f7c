/** What a course holds on both test platforms. Plain objects: a test may read and change them. */

import type { CompletionTracking } from './completion-tracking.js';

export type Role = 'learner' | 'teacher' | 'nonediting' | 'admin' | 'testStudent';

export interface Person {
  /** The LMS's own id (Moodle: also the `sub`; Canvas: the REST id, which differs from the `sub`). */
  id: string;
  sub: string;
  username: string;
  /** Moodle: the role they have switched to for a look; their enrolment, and so the roster, stays as it is. */
  switchedTo?: Role;
  /** Canvas: assists in another section beside their own enrolment. */
  assists?: boolean;
  givenName: string;
  familyName: string;
  name: string;
  email: string;
  sisId: string;
  role: Role;
  /** Moodle: the account is suspended; the enrolment goes on, and so does the roster's row. */
  isSuspended?: boolean;
  /** False once the person has left the course. */
  enrolled: boolean;
  /** Canvas: an enrolment's state, `active` unless said. Others are not in the roster, and are among "all" students. */
  enrollment?: 'active' | 'invited' | 'inactive' | 'concluded';
  /** Canvas: the section of a learner. */
  section?: string;
  /** Canvas: of a teacher, the one section whose learners they may see. */
  limitedTo?: string;
  /** Canvas: somebody who is not signed in and looks at a public course. */
  isVisitor?: true;
  locale: string;
}

export interface Grade {
  /** The gradebook's final grade; null when there is none. */
  value: number | null;
  /** Moodle: what the activity itself reported, before an override. */
  raw: number | null;
  /** Moodle: a teacher's (or a service's) value that the activity no longer changes. */
  overridden: boolean;
  /** Moodle `timemodified`. */
  changedAt: Date;
  /** Canvas `graded_at`: when a score went in last; emptying one does not change it. */
  gradedAt: Date | null;
  /** When the gradebook saved it, by the machine's clock. */
  savedAt: Date;
  comment?: string;
  /** Canvas: submitted, and waiting for a person to grade it. */
  pending: boolean;
  excused: boolean;
  /** Canvas: null while the grade is hidden from its student. */
  postedAt: Date | null;
  submittedAt: Date | null;
  attempt: number;
  /** Canvas: the last grader was the tool, not a person. */
  byTool: boolean;
  /** Canvas: nobody graded it, the policy for missing work did. */
  byPolicy: boolean;
  /** Canvas: handed in again since it was graded. */
  resubmitted: boolean;
  /** Canvas: what the policy for late work took off. */
  deducted: number;
  /** Canvas: the AGS result that goes with the submission. */
  result: { id: string; score: number | null; maximum: number | null; updatedAt: Date } | null;
}

/** `lineitem`: Canvas, a further line item of an assignment, without a column of its own. */
export type ColumnKind = 'quiz' | 'assign' | 'lti' | 'manual' | 'lineitem';

export interface Column {
  /** The gradebook's id (Moodle grade item; Canvas assignment). */
  id: string;
  /** Canvas: the line item's id, which differs from the assignment's. */
  lineItemId: string;
  name: string;
  kind: ColumnKind;
  maximum: number;
  /** Moodle: the lowest grade, 0 unless said; a scale begins at 1. */
  minimum?: number;
  /** Moodle: the words of a scale, the lowest first; its minimum is 1 and its maximum how many there are. */
  scale?: string[];
  /** Moodle: the grade to pass. */
  gradePass?: number;
  /** Moodle: the course module's id and the activity's own. */
  moduleId: number;
  instanceId: number;
  idnumber: string;
  hidden: boolean;
  weight: number | null;
  /** Which tool's line item this is, if any. */
  clientId?: string;
  link?: Link;
  resourceId?: string;
  tag?: string;
  /** Moodle: a manual column's formula, such as `=[[quiz1]]`. */
  calculation?: string;
  /** Canvas. */
  published: boolean;
  gradingType: 'points' | 'percent' | 'letter_grade' | 'pass_fail';
  dueAt: Date | null;
  /** Canvas: grades stay hidden until a teacher posts them. */
  postManually: boolean;
  extra: Record<string, unknown>;
  grades: Map<string, Grade>;
}

export interface Link {
  /** Moodle's instance id; Canvas's resource link UUID. */
  id: string;
  moduleId: number;
  course: Course;
  clientId: string;
  /** The deployment of the tool that this link belongs to, where a client has several. */
  deploymentId: string;
  title: string;
  description: string;
  targetLinkUri: string;
  custom: Record<string, string>;
  column?: Column;
  /** Moodle: "Grade of … ≥ percent" restricts who may see the activity. */
  restriction?: { column: Column; percent: number };
  placement?: string;
}

/** Canvas: a module, and who has completed it. */
export interface CanvasModule {
  id: string;
  name: string;
  published: boolean;
  /** Whether an item of it has a completion requirement; without any everybody has completed it. */
  hasRequirements: boolean;
  done: Map<string, Date>;
}

export interface Course {
  id: string;
  /** What launches call it (Moodle: the id; Canvas: 40 hex digits). */
  contextId: string;
  label: string;
  title: string;
  sisId: string;
  people: Person[];
  columns: Column[];
  links: Link[];
  /** Moodle: the gradebook waits for a full regrade; calculated columns are stale. */
  needsRegrade: boolean;
  /** Moodle: the user report is set to hide ranges, and the web service leaves them out. */
  hidesRanges?: boolean;
  /** Moodle: completion tracking, where it is on. */
  completion?: CompletionTracking;
  /** Canvas. */
  modules?: CanvasModule[];
  /** Course copies: where this one came from, latest first (Moodle `Context.id.history`). */
  history: string[];
  /** Canvas: the course is over; AGS answers that with 422, or with 404 where the site's flag is off. */
  concluded?: 422 | 404;
}

export function emptyGrade(at: Date): Grade {
  return {
    value: null,
    raw: null,
    overridden: false,
    changedAt: at,
    gradedAt: null,
    savedAt: new Date(),
    pending: false,
    excused: false,
    postedAt: null,
    submittedAt: null,
    attempt: 0,
    byTool: false,
    byPolicy: false,
    resubmitted: false,
    deducted: 0,
    result: null,
  };
}

export function findColumn(course: Course, column: Column | string): Column {
  if (typeof column !== 'string') return column;
  const found = course.columns.find((one) => one.id === column || one.name === column);
  if (!found) throw new Error(`No column ${column} in ${course.title}`);
  return found;
}

export function newColumn(
  fields: Partial<Column> & { id: string; name: string; kind: ColumnKind },
): Column {
  return {
    lineItemId: fields.id,
    maximum: 100,
    moduleId: 0,
    instanceId: 0,
    idnumber: '',
    hidden: false,
    weight: null,
    published: true,
    gradingType: 'points',
    dueAt: null,
    postManually: false,
    extra: {},
    grades: new Map(),
    ...fields,
  };
}
