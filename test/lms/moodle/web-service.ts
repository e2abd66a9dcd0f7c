import { randomBytes } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Column, Course, Person } from '../course.js';
import { regrade } from './gradebook.js';
import type { MoodleLike } from './moodle.js';
import { maySee } from './nrps.js';

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
];

const FUNCTIONS = [
  'core_webservice_get_site_info',
  'gradereport_user_get_grade_items',
  'core_course_get_contents',
  'core_enrol_get_enrolled_users',
];

interface ServiceToken {
  capabilities: Set<string>;
  functions: string[];
}

class Refusal extends Error {
  constructor(
    readonly exception: string,
    readonly errorcode: string,
    message: string,
  ) {
    super(message);
  }
}

const noPermission = (what: string) =>
  new Refusal(
    'required_capability_exception',
    'nopermissions',
    `Sorry, but you do not currently have permissions to do that (${what}).`,
  );

function requireCapability(token: ServiceToken, capability: string, what: string): void {
  if (!token.capabilities.has(capability)) throw noPermission(what);
}

const seconds = (date: Date | null) => (date ? Math.floor(date.getTime() / 1000) : null);

function moduleOf(column: Column): string | null {
  return column.kind === 'manual' ? null : column.kind;
}

/** Activities whose `mod/…:view` the role lacks, and hidden items, are left out without a word. */
function isVisible(token: ServiceToken, column: Column): boolean {
  const module = moduleOf(column);
  if (module && !token.capabilities.has(`mod/${module}:view`)) return false;
  return !column.hidden || token.capabilities.has('moodle/grade:viewhidden');
}

function gradeItem(course: Course, column: Column, person: Person) {
  const grade = column.grades.get(person.id);
  const value = grade?.value ?? null;
  const graded = course.columns.filter(
    (one) => (one.grades.get(person.id)?.value ?? null) !== null,
  );
  const total = graded.reduce((sum, one) => sum + one.maximum, 0);
  const weight = value === null ? 0 : Number((column.maximum / total).toFixed(5));
  const manual = column.kind === 'manual';
  return {
    id: Number(column.id),
    itemname: column.name,
    itemtype: manual ? 'manual' : 'mod',
    itemmodule: moduleOf(column),
    iteminstance: manual ? null : column.instanceId,
    itemnumber: manual ? null : 0,
    idnumber: column.idnumber,
    categoryid: 2,
    outcomeid: null,
    scaleid: null,
    locked: false,
    ...(manual ? {} : { cmid: column.moduleId }),
    weightraw: weight,
    weightformatted: `${(weight * 100).toFixed(2)} %`,
    ...(value === null ? { status: 'novalue' } : {}),
    graderaw: value,
    gradedatesubmitted: seconds(grade?.submittedAt ?? null),
    gradedategraded: value === null ? null : seconds(grade!.changedAt),
    gradehiddenbydate: false,
    gradeneedsupdate: course.needsRegrade,
    gradeishidden: column.hidden,
    gradeislocked: false,
    gradeisoverridden: grade?.overridden ?? false,
    gradeformatted: value === null ? '-' : value.toFixed(2),
    ...(course.hidesRanges === true
      ? {}
      : {
          grademin: column.minimum ?? 0,
          grademax: column.maximum,
          rangeformatted:
            column.extra.gradeType === 'none' ? '&ndash;' : `0&ndash;${column.maximum}`,
        }),
    percentageformatted: value === null ? '-' : `${((value / column.maximum) * 100).toFixed(2)} %`,
    feedback: grade?.comment ?? '',
    feedbackformat: value === null && grade?.overridden ? 0 : 2,
  };
}

/** The course's sections: everything is in the first one. */
function contents(platform: MoodleLike, course: Course, token: ServiceToken) {
  const native = course.columns
    .filter((column) => column.kind === 'quiz' || column.kind === 'assign')
    .map((column) => ({
      column,
      link: undefined,
      module: column.kind as 'quiz' | 'assign',
      name: column.name,
    }));
  const tools = course.links.map((link) => ({
    column: link.column,
    link,
    module: 'lti' as const,
    name: link.title,
  }));
  const modules = [...native, ...tools]
    .filter(({ module }) => token.capabilities.has(`mod/${module}:view`))
    .map(({ column, link, module, name }) => {
      const id = link?.moduleId ?? column!.moduleId;
      const { restriction } = link ?? {};
      return {
        id,
        url: `${platform.baseUrl}/mod/${module}/view.php?id=${id}`,
        name,
        contextid: 28 + id,
        instance: link ? Number(link.id) : column.instanceId,
        visible: 1,
        uservisible: !restriction,
        ...(restriction
          ? {
              availabilityinfo: `Not available unless: You achieve higher than a certain score in <strong>${restriction.column.name}</strong>`,
            }
          : {}),
        visibleoncoursepage: 1,
        modicon: `${platform.baseUrl}/theme/image.php/boost/${module}/1/monologo?filtericon=1`,
        modname: module,
        purpose: module === 'lti' ? 'other' : 'assessment',
        branded: false,
        modplural: { quiz: 'Quizzes', assign: 'Assignments', lti: 'External tools' }[module],
        availability: restriction
          ? JSON.stringify({
              op: '&',
              c: [{ type: 'grade', id: Number(restriction.column.id), min: restriction.percent }],
              showc: [true],
            })
          : null,
        indent: 0,
        onclick: '',
        afterlink: null,
        customdata: '""',
        noviewlink: false,
        completion: 0,
        downloadcontent: 1,
        dates: [],
        groupmode: 0,
      };
    });
  const section = {
    visible: 1,
    summary: '',
    summaryformat: 1,
    section: 0,
    hiddenbynumsections: 0,
    uservisible: true,
    component: null,
    itemid: null,
  };
  return [{ id: 7, name: 'General', ...section, modules }];
}

function enrolledUsers(platform: MoodleLike, course: Course, token: ServiceToken) {
  const picture = `${platform.baseUrl}/theme/image.php/boost/core/1/u/f1`;
  const roles = {
    teacher: [3, 'editingteacher'],
    nonediting: [4, 'teacher'],
    learner: [5, 'student'],
  };
  return course.people
    .filter((one) => one.enrolled && one.role !== 'admin')
    .map((person) => {
      const [roleid, shortname] = roles[person.role as keyof typeof roles];
      return {
        id: Number(person.id),
        firstname: person.givenName,
        lastname: person.familyName,
        fullname: person.name,
        ...(token.capabilities.has('moodle/course:useremail') ? { email: person.email } : {}),
        firstaccess: 1795227082,
        lastaccess: 1795229268,
        lastcourseaccess: 1795229268,
        profileimageurlsmall: picture.replace('f1', 'f2'),
        profileimageurl: picture,
        roles: [{ roleid, name: '', shortname, sortorder: 0 }],
        enrolledcourses: [
          { id: Number(course.id), fullname: course.title, shortname: course.label },
        ],
      };
    });
}

function findCourse(
  platform: MoodleLike,
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

function gradeItems(
  platform: MoodleLike,
  course: Course,
  token: ServiceToken,
  userId: string | undefined,
) {
  requireCapability(token, 'gradereport/user:view', 'View user report');
  requireCapability(token, 'moodle/grade:viewall', 'View grades of other users');
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
      .map((column) => gradeItem(course, column, person)),
  }));
  return { usergrades, warnings: [] };
}

function call(platform: MoodleLike, token: ServiceToken, fields: Record<string, string>): unknown {
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
  if (!/^\d+$/.test(fields.courseid ?? '')) {
    throw new Refusal(
      'invalid_parameter_exception',
      'invalidparameter',
      'Invalid parameter value detected',
    );
  }
  const course = findCourse(platform, token, fields.courseid, name);
  if (name === 'core_course_get_contents') return contents(platform, course, token);
  if (name === 'core_enrol_get_enrolled_users') {
    requireCapability(token, 'moodle/course:viewparticipants', 'View participants');
    return enrolledUsers(platform, course, token);
  }
  return gradeItems(platform, course, token, fields.userid);
}

/** Moodle's REST web services: one address, a token, JSON; refusals are 200 with `exception` and `errorcode`. */
export class WebServices {
  private tokens = new Map<string, ServiceToken>();
  /** False: the administrator has not switched web services on. */
  enabled = true;

  constructor(private readonly platform: MoodleLike) {}

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
