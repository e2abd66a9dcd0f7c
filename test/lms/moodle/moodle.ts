import { randomBytes } from 'node:crypto';
import {
  findColumn,
  newColumn,
  type Column,
  type Course,
  type Link,
  type Person,
} from '../course.js';
import { PlatformKeys } from '../keys.js';
import { makePeople } from '../people.js';
import {
  TestPlatform,
  toolSettings,
  type Authorization,
  type Endpoints,
  type GradeOptions,
  type LaunchOptions,
  type LinkOptions,
  type LoginRequest,
  type StartOptions,
  type Tool,
  type ToolOptions,
} from '../platform.js';
import { buildUserGraded, post, type PushAnswer } from '../push.js';
import { regrade, reportRaw, typeGrade } from './gradebook.js';
import { launchClaims } from './launch.js';
import { html, type Html } from '../ui/html.js';
import { WebServices } from './web-service.js';
import { moodleRoutes } from './routes.js';

/** A learning platform that behaves like Moodle 4.5.6. */
export class MoodleLike extends TestPlatform {
  readonly kind = 'moodle';
  readonly name: string = 'Moodle-like';
  readonly cookieName = 'MoodleSession';
  readonly siteName = 'Northfield Moodle';
  readonly behavesLike = 'Moodle 4.5';
  readonly version = '2024100706';
  readonly webServices = new WebServices(this);
  /** Web service tokens made on the administrator's page. */
  readonly shownTokens: string[] = [];
  readonly sessionKey = randomBytes(5).toString('hex');
  protected nextCourse = 2;
  private nextLink = 1;
  private nextType = 1;
  private nextModule = 5;

  static async start(options: StartOptions): Promise<MoodleLike> {
    const platform = new MoodleLike(await PlatformKeys.make(), options);
    platform.fillCourse(options.learners ?? 12);
    const app = platform.makeApp();
    app.use(moodleRoutes(platform));
    platform.baseUrl = await platform.listen(app, '127.0.0.1', options.port);
    platform.issuer = options.issuer ?? platform.baseUrl;
    return platform;
  }

  get endpoints(): Endpoints {
    const at = (path: string) => `${this.baseUrl}/mod/lti/${path}`;
    return {
      issuer: this.issuer,
      authorizationUrl: at('auth.php'),
      tokenUrl: at('token.php'),
      jwksUrl: at('certs.php'),
      openidConfigurationUrl: at('openid-configuration.php'),
      registrationUrl: at('openid-registration.php'),
    };
  }

  private fillCourse(learners: number): void {
    const people = makePeople(learners, ['admin', 'teacher', 'nonediting'], (_name, index) => {
      const id = String(index + 2);
      return { id, sub: id };
    });
    this.addCourse({ title: 'Introduction to Data', label: 'DATA101', people });
  }

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

  setWeight(column: Column | string, weight: number): void {
    const found = this.column(column);
    found.column.weight = weight;
    found.course.needsRegrade = true;
  }

  setIdNumber(column: Column | string, idnumber: string): void {
    this.column(column).column.idnumber = idnumber;
  }

  /** A quiz's maximum grade, changed in its settings: attempts are graded anew, in proportion. */
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

  registerTool(options: ToolOptions): Tool {
    const typeId = String(this.nextType);
    this.nextType += 1;
    const { authorizationUrl, tokenUrl, jwksUrl } = this.endpoints;
    const settings = { ...toolSettings(options), typeId };
    const clientId = options.clientId ?? randomBytes(11).toString('base64url').slice(0, 15);
    const draft: Omit<Tool, 'link'> = {
      clientId,
      deploymentId: typeId,
      issuer: this.issuer,
      authorizationUrl,
      tokenUrl,
      jwksUrl,
      settings,
    };
    const tool = draft as Tool;
    this.tools.push(tool);
    tool.link = this.addLink(tool, { title: 'Course badges' });
    return tool;
  }

  /** Posts the event `user_graded` as an administrator's event plugin does, signed with a shared secret. */
  sendUserGraded(
    url: string,
    options: { secret: string; user: Person | string; column: Column | string },
  ): Promise<PushAnswer> {
    const { course, column } = this.column(options.column);
    const person = this.person(options.user);
    const grade = column.grades.get(person.id);
    const what = { course, column, person, grade, at: this.now() };
    return post(url, buildUserGraded(what, options.secret));
  }

  protected async makeRegistrationToken(updated?: Tool) {
    const iat = Math.floor(this.now().getTime() / 1000);
    const exp = iat + 3600;
    const claims = updated
      ? { sub: updated.settings.typeId, scope: 'reg-update', iat, exp }
      : { sub: randomBytes(11).toString('base64url').slice(0, 15), scope: 'reg', iat, exp };
    const token = await this.keys.sign(this.keys.draft(claims));
    return { configurationUrl: this.endpoints.openidConfigurationUrl, token };
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

  frameUrl(link: Link): string {
    return `${this.baseUrl}/mod/lti/launch.php?id=${link.id}`;
  }

  override gradebookNotice(course: Course): Html {
    if (!course.needsRegrade) return html``;
    return html`<p class="notice" role="alert">
      Grades could not be recalculated: a calculation names a column that is gone, or is malformed.
    </p>`;
  }

  override gradebookLinks(course: Course): Html {
    return html`<a class="button plain" href="/courses/${course.id}/setup">Gradebook setup</a>`;
  }

  override adminPanel(): Html {
    return html`<section class="panel">
      <h2>Web services</h2>
      <p>REST address: <code>${this.baseUrl}/webservice/rest/server.php</code></p>
      <ul>
        ${this.shownTokens.map((token) => html`<li><code>${token}</code></li>`)}
      </ul>
      <form method="post" action="/admin/web-services">
        <button class="plain">Create a token</button>
      </form>
    </section>`;
  }

  registrationFrame(toolUrl: string): string {
    const query = new URLSearchParams({ url: toolUrl }).toString();
    return `${this.baseUrl}/mod/lti/startltiadvregistration.php?${query}`;
  }

  chooserUrl(course: Course, tool: Tool): string {
    return `${this.baseUrl}/mod/lti/contentitem.php?course=${course.id}&id=${tool.settings.typeId}`;
  }

  startLaunch(options: LaunchOptions): LoginRequest {
    const person = this.person(options.as);
    const isDeepLinking = options.message === 'deep-linking';
    const ofLink = options.link && this.toolOf(options.link);
    const tool = options.tool ?? ofLink ?? this.tools[0];
    if (!tool) throw new Error('No tool is registered');
    const link = isDeepLinking ? null : (options.link ?? tool.link);
    const course = options.course ?? link?.course ?? this.course;
    const message = options.message ?? 'resource-link';
    const launch = this.rememberLaunch({ person, tool, link, course, message, placement: null });
    if (person.role === 'learner' && link) regrade(course, this.now());
    const { settings } = tool;
    const hint = { ...(link ? { cmid: link.moduleId } : {}), launchid: `ltilaunch_${launch.id}` };
    return {
      method: 'POST',
      url: settings.loginUrl,
      fields: {
        iss: this.issuer,
        target_link_uri: link?.targetLinkUri ?? settings.deepLinkingUrl,
        login_hint: person.id,
        lti_message_hint: JSON.stringify(hint),
        client_id: tool.clientId,
        lti_deployment_id: tool.deploymentId,
      },
    };
  }

  /** The authorization endpoint (mod/lti/auth.php): its checks in Moodle's order. */
  async authorize(query: Record<string, string>, as: Person | null): Promise<Authorization> {
    const tool = this.tool(query.client_id);
    const failed = (status: number, message: string): Authorization => ({
      ok: false,
      status,
      message,
    });
    if (!tool || !query.redirect_uri) return failed(404, 'Exception - invalidrequest');
    if (!tool.settings.redirectUris.includes(query.redirect_uri)) {
      return failed(404, 'Exception - The redirect URI is not registered');
    }
    const redirectUri = query.redirect_uri;
    const state: Record<string, string> = query.state ? { state: query.state } : {};
    const refused = (error: string, error_description = ''): Authorization => ({
      ok: true,
      redirectUri,
      fields: { error, ...(error_description ? { error_description } : {}), ...state },
    });
    if (!query.scope || !query.response_type || !query.login_hint || !query.nonce) {
      return refused('invalid_request', 'Missing parameter');
    }
    if (query.scope !== 'openid') return refused('invalid_scope');
    if (query.response_type !== 'id_token') return refused('unsupported_response_type');
    if (query.response_mode !== 'form_post') return refused('invalid_request', 'response_mode');
    if (query.prompt !== 'none') return refused('invalid_request', 'Invalid prompt');
    const launchId = /"launchid":"ltilaunch_([0-9a-f-]+)"/.exec(query.lti_message_hint ?? '')?.[1];
    const launch = this.launches.get(launchId ?? '');
    if (!as) return failed(303, '/login/index.php');
    if (as.id !== query.login_hint) return refused('access_denied');
    if (!launch || launch.person !== as || launch.tool.clientId !== tool.clientId)
      return refused('invalid_request');
    this.launches.delete(launch.id);
    const token = await this.sign(launchClaims(this, launch, query.nonce));
    return { ok: true, redirectUri, fields: { ...state, id_token: token } };
  }
}
