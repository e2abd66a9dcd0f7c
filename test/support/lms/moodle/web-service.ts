import { randomBytes } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Course } from '../course.js';
import { contents, enrolledUsers } from './contents.js';
import { regrade } from './gradebook.js';
import type { MoodleSite } from './site.js';
import { maySee } from './nrps.js';
import { gradeItem, isVisible } from './grade-items.js';
import { completion, moduleInfo, quizPass, usersById } from './more-functions.js';
import { Refusal, requireCapability, type ServiceToken } from './service-token.js';
import { totalRows } from './totals.js';

/** What a dedicated service role needs for grades and rosters, and to see every kind of activity. */
export const ALL_CAPABILITIES = [
  'webservice/rest:use',
  'moodle/course:view',
  'gradereport/user:view',
  'moodle/grade:viewall',
  'moodle/grade:viewhidden',
  'moodle/course:viewparticipants',
  'moodle/user:viewdetails',
  'moodle/course:useremail',
  'mod/quiz:view',
  'mod/assign:view',
  'mod/lti:view',
  'report/progress:view',
  'report/completion:view',
  'moodle/course:manageactivities',
];

const FUNCTIONS = [
  'core_webservice_get_site_info',
  'gradereport_user_get_grade_items',
  'core_course_get_contents',
  'core_enrol_get_enrolled_users',
  'core_completion_get_activities_completion_status',
  'core_completion_get_course_completion_status',
  'core_course_get_course_module',
  'core_user_get_users_by_field',
  'mod_quiz_get_user_best_grade',
];

/** Without it Moodle refuses the call, once the service was found to have the function. */
const NEEDS: Readonly<Record<string, string>> = {
  core_user_get_users_by_field: 'field',
  core_course_get_course_module: 'cmid',
  mod_quiz_get_user_best_grade: 'quizid',
};

function findCourse(
  platform: MoodleSite,
  token: ServiceToken,
  courseId: string | undefined,
  functionName: string,
): Course {
  const course = platform.courses.find((one) => one.id === courseId);
  if (!course) {
    throw new Refusal(
      'dml_missing_record_exception',
      'invalidrecord',
      "Can't find data record in database table course.",
    );
  }
  if (token.capabilities.has('moodle/course:view')) return course;
  if (functionName === 'gradereport_user_get_grade_items') {
    throw new Refusal(
      'require_login_exception',
      'requireloginerror',
      'Course or activity not accessible.',
    );
  }
  throw new Refusal(
    'moodle_exception',
    'errorcoursecontextnotvalid',
    `You cannot execute functions in the course context (course id:${course.id}). ` +
      'The context error message was: Course or activity not accessible.',
  );
}

/** The site's own course: everybody may enter it, nobody is enrolled in it (seen on 4.5.6). */
const SITE_COURSE = '1';

function requireReport(token: ServiceToken): void {
  requireCapability(token, 'gradereport/user:view', 'View user report');
  requireCapability(token, 'moodle/grade:viewall', 'View grades of other users');
}

function gradeItems(
  platform: MoodleSite,
  course: Course,
  token: ServiceToken,
  userId: string | undefined,
) {
  requireReport(token);
  // The report regrades first: this way is never stale, unless a formula is broken.
  regrade(course, platform.now());
  const columns = course.columns.filter((column) => isVisible(token, column));
  const wanted = userId && userId !== '0' ? userId : undefined;
  const learners = course.people.filter(
    (one) => one.enrolled && one.role === 'learner' && (!wanted || one.id === wanted),
  );
  if (learners.some(({ name }) => /<[^>]*>/.test(name))) {
    // Moodle validates its own answer (external_api::clean_returnvalue): one such name fails all of it.
    throw new Refusal(
      'core\\exception\\invalid_response_exception',
      'invalidresponse',
      'Invalid response value detected',
    );
  }
  const usergrades = learners.map((person) => ({
    courseid: Number(course.id),
    courseidnumber: course.sisId,
    userid: Number(person.id),
    userfullname: person.name,
    useridnumber: person.sisId,
    maxdepth: 2,
    gradeitems: columns
      .filter((column) => !column.link || maySee(column.link, person))
      .map((column): object => gradeItem(course, column, person))
      .concat(totalRows(course, columns, person)),
  }));
  return { usergrades, warnings: [] };
}

function call(platform: MoodleSite, token: ServiceToken, fields: Record<string, string>): unknown {
  const name = fields.wsfunction ?? '';
  const isKnown = FUNCTIONS.includes(name) && token.functions.includes(name);
  if (!token.capabilities.has('webservice/rest:use') || !isKnown) {
    throw new Refusal('webservice_access_exception', 'accessexception', 'Access control exception');
  }
  if (name === 'core_webservice_get_site_info') {
    return {
      sitename: platform.siteName,
      username: 'laurel-service',
      userid: 900,
      siteurl: platform.baseUrl,
      release: '4.5.6 (Build: 20250811)',
      version: platform.version,
      functions: token.functions.map((one) => ({ name: one, version: platform.version })),
    };
  }
  const needed = NEEDS[name];
  if (needed !== undefined && fields[needed] === undefined) {
    throw new Refusal(
      'core\\exception\\invalid_parameter_exception',
      'invalidparameter',
      'Invalid parameter value detected',
    );
  }
  if (name === 'core_user_get_users_by_field') return usersById(platform, token, fields);
  if (name === 'mod_quiz_get_user_best_grade') return quizPass(platform, token, fields.quizid);
  if (name === 'core_course_get_course_module') return moduleInfo(platform, token, fields.cmid);
  if (!/^\d+$/.test(fields.courseid ?? '')) {
    throw new Refusal(
      'invalid_parameter_exception',
      'invalidparameter',
      'Invalid parameter value detected',
    );
  }
  if (fields.courseid === SITE_COURSE && name === 'gradereport_user_get_grade_items') {
    requireReport(token);
    return { usergrades: [], warnings: [] };
  }
  const course = findCourse(platform, token, fields.courseid, name);
  if (name === 'core_course_get_contents') return contents(platform, course, token);
  if (name === 'core_enrol_get_enrolled_users') {
    requireCapability(token, 'moodle/course:viewparticipants', 'View participants');
    return enrolledUsers(platform, course, token);
  }
  if (name.startsWith('core_completion_')) return completion(course, token, name, fields.userid);
  return gradeItems(platform, course, token, fields.userid);
}

/** Moodle's REST web services: one address, a token, JSON; refusals are 200 with `exception` and `errorcode`. */
export class WebServices {
  private tokens = new Map<string, ServiceToken>();
  /** False: the administrator has not switched web services on. */
  enabled = true;

  constructor(private readonly platform: MoodleSite) {}

  /** A token of a service user, with all capabilities unless some are named. */
  createToken(options: { capabilities?: string[]; functions?: string[] } = {}): string {
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, {
      capabilities: new Set(options.capabilities ?? ALL_CAPABILITIES),
      functions: options.functions ?? FUNCTIONS,
    });
    return token;
  }

  /** Changes what a token's role may do; the token stays. */
  setCapabilities(token: string, capabilities: string[]): void {
    this.tokens.get(token)!.capabilities = new Set(capabilities);
  }

  revokeToken(token: string): void {
    this.tokens.delete(token);
  }

  private handle(req: Request, res: Response): void {
    if (!this.enabled) return void res.status(403).type('text').send('403 Forbidden');
    const fields = { ...req.query, ...(req.body as object) } as Record<string, string>;
    const token = this.tokens.get(fields.wstoken ?? '');
    res.set('content-type', 'application/json; charset=utf-8');
    try {
      if (!token) {
        throw new Refusal('moodle_exception', 'invalidtoken', 'Invalid token - token not found');
      }
      res.send(JSON.stringify(call(this.platform, token, fields)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { exception, errorcode, message } = error;
      res.send(JSON.stringify({ exception, errorcode, message }));
    }
  }

  routes(): Router {
    const router = Router();
    const path = '/webservice/rest/server.php';
    router.use(path, this.platform.log, this.platform.faults.middleware);
    router.all(path, (req, res) => this.handle(req, res));
    return router;
  }
}
