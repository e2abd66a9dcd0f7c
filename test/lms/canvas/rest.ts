import { Router, type NextFunction, type Request, type Response } from 'express';
import type { Column, Course, Grade, Person } from '../course.js';
import type { CanvasLike } from './canvas.js';
import { paginate } from './services.js';

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

const PAGE = { size: 10, most: 100 };
const iso = (date: Date | null) => date?.toISOString().replace(/\.\d+Z$/, 'Z') ?? null;

function refuse(res: Response, status: number, message: string, kind?: string): void {
  res.status(status).json({ ...(kind ? { status: kind } : {}), errors: [{ message }] });
}

/** The values of a repeated parameter such as `student_ids[]`. */
function listOf(req: Request, name: string): string[] {
  const { searchParams } = new URL(req.originalUrl, 'http://x');
  return [...searchParams.getAll(`${name}[]`), ...searchParams.getAll(name)];
}

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

function stateOf(grade: Grade | undefined): string {
  if (!grade) return 'unsubmitted';
  if (grade.value !== null || grade.excused) return 'graded';
  if (grade.pending) return 'pending_review';
  return grade.submittedAt ? 'submitted' : 'unsubmitted';
}

function submission(platform: CanvasLike, course: Course, column: Column, person: Person) {
  const grade = column.grades.get(person.id);
  const value = grade?.value ?? null;
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
    grade_matches_current_submission: true,
    graded_at: isGraded ? iso(grade!.changedAt) : null,
    grader_id: isGraded ? (grade!.byTool ? -1 : Number(platform.person('teacher').id)) : null,
    attempt: grade?.attempt || null,
    cached_due_date: iso(column.dueAt),
    excused: grade?.excused ?? false,
    late_policy_status: null,
    points_deducted: null,
    grading_period_id: null,
    extra_attempts: null,
    posted_at: isGraded ? iso(grade!.postedAt) : null,
    redo_request: false,
    late: false,
    missing: false,
    seconds_late: 0,
    entered_grade: gradeText(column, value),
    entered_score: value,
    preview_url: `${platform.baseUrl}/courses/${course.id}/assignments/${column.id}/submissions/${person.id}?preview=1&version=0`,
  };
}

function assignment(platform: CanvasLike, course: Course, column: Column) {
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

/** The API's quota: a bucket that each call fills and time empties (Canvas's "Throttling" page). */
class Quota {
  capacity = 700;
  leakPerSecond = 10;
  /** What one call costs. */
  cost = 1;
  private used = 0;
  private at = 0;

  constructor(private readonly platform: CanvasLike) {}

  /** What is left, after taking one call's cost; null when there was too little. */
  take(): number | null {
    const now = this.platform.now().getTime();
    this.used = Math.max(this.used - ((now - this.at) / 1000) * this.leakPerSecond, 0);
    this.at = now;
    if (this.used + this.cost > this.capacity) return null;
    this.used += this.cost;
    return this.capacity - this.used;
  }
}

/** The part of Canvas's REST API that grades need. */
export class CanvasApi {
  readonly quota: Quota;

  constructor(private readonly platform: CanvasLike) {
    this.quota = new Quota(platform);
  }

  private readonly guard = (req: Request, res: Response, next: NextFunction): void => {
    if (!req.headers['user-agent']) return refuse(res, 403, 'A User-Agent header is required');
    const { authorization } = req.headers;
    if (!authorization) {
      res.set('www-authenticate', 'Bearer realm="canvas-lms"');
      return refuse(res, 401, 'user authorization required', 'unauthenticated');
    }
    const grant = this.platform.oauth.read(authorization);
    if (!grant) {
      res.set('www-authenticate', 'Bearer realm="canvas-lms"');
      return refuse(res, 401, 'Invalid access token.');
    }
    const left = this.quota.take();
    if (left === null) {
      res.set('x-rate-limit-remaining', '0.0');
      return void res.status(403).send('403 Forbidden (Rate Limit Exceeded)');
    }
    res.set('x-request-cost', String(this.quota.cost));
    res.set('x-rate-limit-remaining', String(left));
    // Scopes are named by method and route, with the route's own names for ids.
    const path = req.baseUrl + req.path;
    const route = path.replace(/courses\/\d+/, 'courses/:course_id').replace(/\/\d+$/, '/:id');
    const scope = `url:${req.method}|${route.replace(/courses\/:course_id$/, 'courses/:id')}`;
    if (grant.scopes && !grant.scopes.includes(scope)) {
      return refuse(res, 401, 'Insufficient scopes on access token.');
    }
    res.locals.person = grant.person;
    next();
  };

  /** A course the caller teaches or administers; answers the refusal itself. */
  private course(req: Request, res: Response): Course | null {
    const person = res.locals.person as Person;
    const course = this.platform.courses.find((one) => one.id === req.params.course);
    if (!course) {
      refuse(res, 404, 'The specified resource does not exist.');
      return null;
    }
    if (person.role !== 'teacher' && person.role !== 'admin') {
      refuse(res, 401, 'user not authorized to perform that action', 'unauthorized');
      return null;
    }
    return course;
  }

  private page<T>(req: Request, res: Response, rows: T[]): T[] {
    return paginate(req, res, `${this.platform.baseUrl}${req.path}`, rows, PAGE);
  }

  private submissions(req: Request, res: Response): void {
    const course = this.course(req, res);
    if (!course) return;
    const students = listOf(req, 'student_ids');
    const assignments = listOf(req, 'assignment_ids');
    const since =
      typeof req.query.graded_since === 'string' ? new Date(req.query.graded_since) : null;
    if (since && Number.isNaN(since.getTime())) return refuse(res, 400, 'Invalid graded_since');
    const people = course.people.filter(
      (one) =>
        one.enrolled &&
        this.platform.isStudent(one) &&
        (students.includes('all') || students.includes(one.id)),
    );
    const columns = course.columns.filter(
      (one) =>
        one.kind !== 'lineitem' &&
        one.published &&
        (assignments.length === 0 || assignments.includes(one.id)),
    );
    const rows = people.flatMap((person) =>
      columns
        .filter((column) => {
          const grade = column.grades.get(person.id);
          // Canvas compares whole seconds, and so gives a grade of this very second again.
          return !since || (stateOf(grade) === 'graded' && grade!.changedAt >= since);
        })
        .map((column) => ({ column, person })),
    );
    res.json(
      this.page(req, res, rows).map(({ column, person }) =>
        submission(this.platform, course, column, person),
      ),
    );
  }

  private people(req: Request, res: Response): void {
    const course = this.course(req, res);
    if (!course) return;
    const types = listOf(req, 'enrollment_type');
    const typeOf = { learner: 'student', teacher: 'teacher', testStudent: 'student_view' };
    const rows = course.people.filter((one) => {
      const type = typeOf[one.role as keyof typeof typeOf];
      return one.enrolled && type && (types.length === 0 || types.includes(type));
    });
    res.json(
      this.page(req, res, rows).map((one) => ({
        id: Number(one.id),
        name: one.name,
        sortable_name: `${one.familyName}, ${one.givenName}`,
        short_name: one.name,
        login_id: one.username,
      })),
    );
  }

  routes(): Router {
    const router = Router();
    const at = '/api/v1/courses/:course';
    router.use('/api/v1', this.platform.log, this.platform.faults.middleware, this.guard);
    router.get('/api/v1/users/self', (_req, res) => {
      const { id, name } = res.locals.person as Person;
      res.json({ id: Number(id), name, effective_locale: 'en' });
    });
    router.get(at, (req, res) => {
      const course = this.course(req, res);
      if (!course) return;
      const { id, title, label, sisId } = course;
      res.json({ id: Number(id), name: title, course_code: label, sis_course_id: sisId });
    });
    router.get(`${at}/assignments`, (req, res) => {
      const course = this.course(req, res);
      if (!course) return;
      const own = course.columns.filter((column) => column.kind !== 'lineitem');
      const rows = this.page(req, res, own);
      res.json(rows.map((column) => assignment(this.platform, course, column)));
    });
    router.get(`${at}/assignments/:assignment`, (req, res) => {
      const course = this.course(req, res);
      if (!course) return;
      const column = course.columns.find((one) => one.id === req.params.assignment);
      if (!column) return refuse(res, 404, 'The specified resource does not exist.');
      res.json(assignment(this.platform, course, column));
    });
    router.get(`${at}/students/submissions`, (req, res) => this.submissions(req, res));
    router.get(`${at}/users`, (req, res) => this.people(req, res));
    router.get(`${at}/grading_standards`, (req, res) => {
      const course = this.course(req, res);
      if (!course) return;
      const grading_scheme = DEFAULT_SCHEME.map(([name, value]) => ({ name, value }));
      const standard = {
        id: 1,
        title: 'Default Grading Scheme',
        context_type: 'Course',
        context_id: Number(course.id),
        grading_scheme,
      };
      res.json(this.page(req, res, [standard]));
    });
    return router;
  }
}
