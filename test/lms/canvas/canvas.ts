import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { newColumn, type Column, type Course, type Link, type Person } from '../course.js';
import { PlatformKeys, type IdTokenDraft } from '../keys.js';
import { makePeople, opaqueOf, uuidOf } from '../people.js';
import {
  TestPlatform,
  toolSettings,
  type Authorization,
  type Endpoints,
  type GradeOptions,
  type LaunchOptions,
  type LinkOptions,
  type LoginRequest,
  type PendingLaunch,
  type Placement,
  type StartOptions,
  type Tool,
  type ToolOptions,
} from '../platform.js';
import { launchClaims, targetOf } from './launch.js';
import { html, type Html } from '../ui/html.js';
import { buildGradeChange, post, type PushAnswer } from '../push.js';
import { CanvasOAuth } from './oauth.js';
import { CanvasApi } from './rest.js';
import { issuerRoutes, schoolRoutes, signInRoutes } from './routes.js';
import { frameSupport } from './storage.js';
import { gradeSubmission } from './submissions.js';

/** Where the three origins listen. Machines with 127.0.0.1 alone get three ports of it. */
const HOSTS = { school: '127.0.0.3', signIn: '127.0.0.2', issuer: '127.0.0.1' };

/** A learning platform that behaves like hosted Canvas: one issuer for many schools, three different origins. */
export class CanvasLike extends TestPlatform {
  readonly kind = 'canvas';
  readonly name: string = 'Canvas-like';
  readonly siteName = 'Southfield Canvas';
  readonly behavesLike = 'Canvas';
  readonly cookieName = 'canvas_session';
  /** True: storage is offered in launches and nobody answers, as in Canvas's mobile apps. */
  storageIsSilent = false;
  /** Whether id_tokens carry `azp`. */
  sendsAzp = true;
  readonly oauth = new CanvasOAuth(this);
  readonly api = new CanvasApi(this);
  signInUrl = '';
  issuerUrl = '';
  /** Deep linking launches whose answer may come back. */
  readonly choosing = new Map<string, PendingLaunch>();
  readonly usedRegistrations = new Set<string>();
  readonly usedAssertions = new Set<string>();
  protected nextCourse = 101;

  constructor(
    keys: PlatformKeys,
    readonly liveEventKeys: PlatformKeys,
    options: StartOptions,
  ) {
    super(keys, options);
    this.faults.expireTokens = () => {
      this.tokens.revokeAll();
      this.oauth.expireAccessTokens();
    };
  }

  static async start(options: StartOptions): Promise<CanvasLike> {
    const [keys, liveEventKeys] = await Promise.all([PlatformKeys.make(), PlatformKeys.make()]);
    const platform = new CanvasLike(keys, liveEventKeys, options);
    platform.fillCourse(options.learners ?? 12);
    const apps = {
      issuer: platform.makeApp().use(issuerRoutes(platform)),
      signIn: platform.makeApp().use(signInRoutes(platform)),
      school: platform.makeApp().use(schoolRoutes(platform)),
    };
    platform.issuerUrl = await platform.listenNear(apps.issuer, HOSTS.issuer);
    platform.signInUrl = await platform.listenNear(apps.signIn, HOSTS.signIn);
    platform.baseUrl = await platform.listenNear(apps.school, HOSTS.school, options.port);
    platform.issuer = options.issuer ?? platform.issuerUrl;
    return platform;
  }

  private async listenNear(app: Express, host: string, port?: number): Promise<string> {
    try {
      return await this.listen(app, host, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
      return this.listen(app, '127.0.0.1', port);
    }
  }

  get endpoints(): Endpoints {
    return {
      issuer: this.issuer,
      authorizationUrl: `${this.signInUrl}/api/lti/authorize_redirect`,
      tokenUrl: `${this.signInUrl}/login/oauth2/token`,
      jwksUrl: `${this.signInUrl}/api/lti/security/jwks`,
      openidConfigurationUrl: `${this.issuerUrl}/api/lti/security/openid-configuration`,
      registrationUrl: `${this.baseUrl}/api/lti/registrations`,
    };
  }

  private fillCourse(learners: number): void {
    const staff = ['admin', 'teacher', 'testStudent'] as const;
    const people = makePeople(learners, [...staff], (username, index) => ({
      id: String(7001 + index),
      sub: uuidOf(`canvas-${username}`),
    }));
    this.addCourse({ title: 'Introduction to Data', label: 'DATA 101', people });
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

  /** "Post grades" or "Hide grades" of one assignment, for everybody. */
  postGrades(column: Column | string, isPosted: boolean): void {
    const found = this.column(column).column;
    for (const grade of found.grades.values()) grade.postedAt = isPosted ? this.now() : null;
  }

  registerTool(options: ToolOptions): Tool {
    const { authorizationUrl, tokenUrl, jwksUrl } = this.endpoints;
    const common = toolSettings(options);
    const number = this.number();
    const placement = (name: string, isDeepLinking: boolean): Placement => ({
      placement: name,
      messageType: isDeepLinking ? 'LtiDeepLinkingRequest' : 'LtiResourceLinkRequest',
      targetLinkUri: isDeepLinking ? common.deepLinkingUrl : common.launchUrl,
      label: common.name,
      custom: {},
    });
    const settings = {
      ...common,
      typeId: String(number),
      placements: options.placements ?? [
        placement('course_navigation', false),
        placement('assignment_selection', true),
        placement('link_selection', true),
      ],
      custom: options.custom ?? {
        canvas_user_id: '$Canvas.user.id',
        canvas_course_id: '$Canvas.course.id',
        canvas_assignment_id: '$Canvas.assignment.id',
        canvas_api_base_url: '$Canvas.api.baseUrl',
      },
    };
    const draft: Omit<Tool, 'link'> = {
      clientId: options.clientId ?? String(10_000_000_000_000 + number),
      deploymentId: `${number}:${opaqueOf('account')}`,
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

  /** Live Events are signed by keys of their own, found here. */
  get liveEventsJwksUrl(): string {
    return `${this.issuerUrl}/main/jwks`;
  }

  /** Posts the Live Event `grade_change` as a JWT (RS256); `draft` may change what is signed and how. */
  async sendGradeChange(
    url: string,
    options: {
      user: Person | string;
      column: Column | string;
      draft?: (draft: IdTokenDraft) => IdTokenDraft;
    },
  ): Promise<PushAnswer> {
    const { course, column } = this.column(options.column);
    const person = this.person(options.user);
    const grade = column.grades.get(person.id);
    const host = new URL(this.baseUrl).host;
    const what = { course, column, person, grade, at: this.now() };
    const draft = this.liveEventKeys.draft(buildGradeChange(what, host));
    const body = await this.liveEventKeys.sign(options.draft ? options.draft(draft) : draft);
    return post(url, { headers: { 'content-type': 'application/jwt' }, body });
  }

  /**
   * Installs a tool once more, as a second school of the same hosted Canvas does: the same client, another deployment.
   */
  deploy(tool: Tool, options: { course?: Course } = {}): Tool {
    const number = this.number();
    const other: Tool = {
      ...tool,
      deploymentId: `${number}:${opaqueOf(`account-${number}`)}`,
      settings: { ...tool.settings, typeId: String(number) },
    };
    this.tools.push(other);
    other.link = this.addLink(other, { ...options, title: `${tool.settings.name} again` });
    return other;
  }

  protected async makeRegistrationToken() {
    const now = this.now();
    const claims = {
      uuid: randomUUID(),
      initiated_at: now.toISOString(),
      user_id: Number(this.person('admin').id),
      root_account_global_id: 10000000000001,
      exp: Math.floor(now.getTime() / 1000) + 3600,
    };
    const token = await this.keys.sign(this.keys.draft(claims));
    return { configurationUrl: this.endpoints.openidConfigurationUrl, token };
  }

  addLink(tool: Tool, options: LinkOptions = {}): Link {
    const course = options.course ?? this.course;
    const link: Link = {
      id: randomUUID(),
      moduleId: this.number(),
      course,
      clientId: tool.clientId,
      deploymentId: tool.deploymentId,
      title: options.title ?? tool.settings.name,
      description: options.description ?? '',
      targetLinkUri: options.targetLinkUri ?? tool.settings.launchUrl,
      custom: options.custom ?? {},
    };
    course.links.push(link);
    if (options.maximum === null) return link;
    const column = newColumn({
      id: String(this.number()),
      lineItemId: String(this.number()),
      name: options.label ?? link.title,
      kind: 'lti',
      maximum: options.maximum ?? 100,
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
    return `${this.baseUrl}/courses/${link.course.id}/external_tools/retrieve?link=${link.id}`;
  }

  override columnControls(course: Course, column: Column): Html {
    const isPosted = [...column.grades.values()].every((grade) => grade.postedAt);
    return html`<br /><button
        class="plain"
        form="posting"
        name="${isPosted ? 'hide' : 'post'}"
        value="${column.id}"
        aria-label="${isPosted ? 'Hide' : 'Post'} grades of ${column.name}"
      >
        ${isPosted ? 'Hide grades' : 'Post grades'}
      </button>`;
  }

  override gradebookNotice(course: Course): Html {
    return html`<p class="soft">
        Type a number, <code>EX</code> to excuse, or <code>pending</code>.
      </p>
      <form id="posting" method="post" action="/courses/${course.id}/posting"></form>`;
  }

  override adminPanel(): Html {
    const keys = this.oauth.keys.map(
      (key) =>
        html`<li>
          ${key.name}: client <code>${key.clientId}</code>, secret <code>${key.clientSecret}</code>
        </li>`,
    );
    return html`<section class="panel">
      <h2>API developer keys</h2>
      <ul>
        ${keys}
      </ul>
      <form method="post" action="/admin/api-keys">
        <label>Key name <input name="name" value="Laurel" /></label>
        <label>Redirect URIs <input name="redirectUris" size="60" required /></label>
        <p class="actions"><button class="plain">Create an API key</button></p>
      </form>
    </section>`;
  }

  registrationFrame(toolUrl: string): string {
    const query = new URLSearchParams({ registration_url: toolUrl }).toString();
    return `${this.baseUrl}/api/lti/register?${query}`;
  }

  override chooserPlacements(tool: Tool): [string, string][] {
    const titles: Record<string, string> = {
      assignment_selection: 'for an assignment',
      link_selection: 'for a module',
      module_index_menu_modal: 'from the module menu',
    };
    return tool.settings.placements
      .filter(({ messageType }) => messageType === 'LtiDeepLinkingRequest')
      .map(({ placement }) => [placement, titles[placement] ?? placement]);
  }

  override frameSupport(): Html {
    return this.storageIsSilent ? html`` : frameSupport(this);
  }

  chooserUrl(course: Course, tool: Tool, wanted = ''): string {
    const placement = wanted || 'assignment_selection';
    const query = new URLSearchParams({ placement, message: 'deep-linking' });
    return `${this.baseUrl}/courses/${course.id}/external_tools/${tool.settings.typeId}?${query.toString()}`;
  }

  override placementsOf(course: Course): { name: string; title: string; frame: string }[] {
    return this.tools
      .filter((tool) => tool.settings.active)
      .flatMap((tool) =>
        tool.settings.placements
          .filter(({ placement }) => placement === 'course_navigation')
          .map(({ placement, label }) => ({
            name: placement,
            title: label,
            frame: `${this.baseUrl}/courses/${course.id}/external_tools/${tool.settings.typeId}?placement=${placement}`,
          })),
      );
  }

  startLaunch(options: LaunchOptions): LoginRequest {
    const person = this.person(options.as);
    const message = options.message ?? 'resource-link';
    const isDeepLinking = message === 'deep-linking';
    const ofLink = options.link && this.toolOf(options.link);
    const tool = options.tool ?? ofLink ?? this.tools[0];
    if (!tool) throw new Error('No tool is registered');
    const hasLink = !isDeepLinking && !options.placement;
    const link = hasLink ? (options.link ?? tool.link) : null;
    const course = options.course ?? link?.course ?? this.course;
    const placement =
      options.placement ?? (isDeepLinking ? 'assignment_selection' : 'assignment_view');
    const launch = this.rememberLaunch({ person, tool, link, course, message, placement });
    const { settings } = tool;
    return {
      method: 'POST',
      url: settings.loginUrl,
      fields: {
        iss: this.issuer,
        login_hint: person.sub,
        client_id: tool.clientId,
        deployment_id: tool.deploymentId,
        lti_deployment_id: tool.deploymentId,
        target_link_uri: targetOf(launch),
        lti_message_hint: this.messageHint(launch.id),
        canvas_environment: 'prod',
        canvas_region: 'us-east-1',
        ...(settings.storage ? { lti_storage_target: 'post_message_forwarding' } : {}),
      },
    };
  }

  /** Canvas's hint is a JWT naming the school's domain and the cached launch. */
  private messageHint(verifier: string): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { verifier, canvas_domain: new URL(this.baseUrl).host };
    return `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}.${opaqueOf(verifier)}`;
  }

  private launchOf(hint: string | undefined) {
    try {
      const { verifier } = JSON.parse(
        Buffer.from((hint ?? '').split('.')[1] ?? '', 'base64url').toString(),
      ) as { verifier: string };
      return this.launches.get(verifier);
    } catch {
      return undefined;
    }
  }

  /** The authorization endpoint (lti/ims/authentication). */
  async authorize(query: Record<string, string>, as: Person | null): Promise<Authorization> {
    const tool = this.tool(query.client_id);
    if (!tool) return { ok: false, status: 400, message: 'Client not found' };
    if (!tool.settings.redirectUris.includes(query.redirect_uri ?? '')) {
      return { ok: false, status: 400, message: 'Invalid redirect_uri' };
    }
    const redirectUri = query.redirect_uri!;
    const state: Record<string, string> = query.state ? { state: query.state } : {};
    const refused = (error: string, error_description: string): Authorization => ({
      ok: true,
      redirectUri,
      fields: { error, error_description, ...state },
    });
    for (const name of ['login_hint', 'nonce', 'scope', 'response_type', 'response_mode']) {
      if (!query[name]) return refused('invalid_request_object', `Missing ${name}`);
    }
    const fixed = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post' };
    for (const [name, value] of Object.entries({ ...fixed, prompt: 'none' })) {
      if (query[name] !== value) {
        return refused('invalid_request_object', `The '${name}' must be '${value}'`);
      }
    }
    if (as?.sub !== query.login_hint) {
      return refused('login_required', 'Must have an active user session');
    }
    const launch = this.launchOf(query.lti_message_hint);
    if (!launch || launch.person !== as || launch.tool.clientId !== tool.clientId) {
      return refused('launch_no_longer_valid', 'The launch has either expired or been consumed');
    }
    this.launches.delete(launch.id);
    if (launch.message === 'deep-linking') this.choosing.set(launch.id, launch);
    const id_token = await this.sign(launchClaims(this, launch, query.nonce!));
    return { ok: true, redirectUri, fields: { id_token, ...state } };
  }
}
