import { Router, type NextFunction, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import type { Course, Person } from '../course.js';
import type { CanvasSite } from './site.js';
import { listModules } from './modules.js';
import type { CanvasOAuth } from './oauth.js';
import { Quota } from './quota.js';
import { assignment, DEFAULT_SCHEME, submission } from './rest-rows.js';
import { bookmark, paginate } from './services.js';

const TOO_FAST = { 403: 'Forbidden', 429: 'Too Many Requests' };
const PAGE = { size: 10, most: 100 };

function refuse(res: Response, status: number, message: string, kind?: string): void {
  res.status(status).json(omitUndefined({ status: kind || undefined, errors: [{ message }] }));
}

/** The values of a repeated parameter such as `student_ids[]`. */
function listOf(req: Request, name: string): string[] {
  const { searchParams } = new URL(req.originalUrl, 'http://x');
  return [...searchParams.getAll(`${name}[]`), ...searchParams.getAll(name)];
}

/** A teacher who is limited to a section sees its learners alone, and is not told so. */
const isSeen = (caller: Person, one: Person): boolean =>
  one.enrolled && (!caller.limitedTo || caller.limitedTo === one.section);

/** `enrollment_state`: without it everybody who was not deleted. A course that is over has no active enrolments. */
function isInState(course: Course, person: Person, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  const own = person.enrollment ?? 'active';
  return (course.concluded === undefined ? own : 'concluded') === wanted;
}

/** Strictly later, by times that are finer than those shown. */
const isSince = (gradedAt: Date | null | undefined, since: Date | null): boolean =>
  since === null || (!!gradedAt && gradedAt > since);

/** The part of Canvas's REST API that grades need. */
export class CanvasApi {
  readonly quota: Quota;

  constructor(
    private readonly platform: CanvasSite,
    private readonly oauth: CanvasOAuth,
  ) {
    this.quota = new Quota(platform);
  }

  private readonly guard = (req: Request, res: Response, next: NextFunction): void => {
    if (!req.headers['user-agent']) return refuse(res, 403, 'A User-Agent header is required');
    const { authorization } = req.headers;
    if (!authorization) {
      res.set('www-authenticate', 'Bearer realm="canvas-lms"');
      return refuse(res, 401, 'user authorization required', 'unauthenticated');
    }
    const grant = this.oauth.read(authorization);
    if (!grant) {
      res.set('www-authenticate', 'Bearer realm="canvas-lms"');
      return refuse(res, 401, 'Invalid access token.');
    }
    const left = this.quota.take();
    if (left === null) {
      res.set('x-rate-limit-remaining', '0.0');
      const { status } = this.quota;
      return void res.status(status).send(`${status} ${TOO_FAST[status]} (Rate Limit Exceeded)`);
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
    const caller = res.locals.person as Person;
    const named = course.people.filter((one) => students.includes(one.id));
    if (!students.includes('all') && !named.every((one) => isSeen(caller, one))) {
      return refuse(res, 401, 'user not authorized to perform that action', 'unauthorized');
    }
    const columns = course.columns.filter((one) => one.kind !== 'lineitem' && one.published);
    if (assignments.some((id) => !columns.some((one) => one.id === id))) {
      return void res.status(403).json({ error: 'invalid assignment ids requested' });
    }
    const people = students.includes('all') ? course.people : named;
    const rows = people
      .filter((one) => this.platform.isStudent(one) && isSeen(caller, one))
      .filter((one) => isInState(course, one, req.query.enrollment_state))
      .flatMap((person) =>
        columns
          .filter((one) => assignments.length === 0 || assignments.includes(one.id))
          .map((column) => ({ column, person })),
      )
      .filter(({ column, person }) => isSince(column.grades.get(person.id)?.gradedAt, since));
    const url = `${this.platform.baseUrl}${req.path}`;
    res.json(
      bookmark(req, res, url, rows, PAGE).map(({ column, person }) =>
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
    router.get(`${at}/modules`, (req, res) => {
      const course = this.course(req, res);
      if (!course) return;
      const [studentId] = listOf(req, 'student_id');
      const withItems = listOf(req, 'include').includes('items');
      res.json(this.page(req, res, listModules(course, { studentId, withItems })));
    });
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
