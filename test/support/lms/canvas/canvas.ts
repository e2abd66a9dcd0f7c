import { randomUUID } from 'node:crypto';
import { findCanvasHosts } from '../addresses.js';
import { newColumn, type Column, type Course, type Link, type Person } from '../course.js';
import { PlatformKeys, type IdTokenDraft } from '../keys.js';
import type {
  Authorization,
  Endpoints,
  LaunchOptions,
  LoginRequest,
  PendingLaunch,
} from '../launching.js';
import { makePeople, opaqueOf, uuidOf } from '../people.js';
import type { StartOptions } from '../platform.js';
import { buildGradeChange, post, type PushAnswer } from '../push.js';
import { makeApp } from '../servers.js';
import type { LinkOptions, Tool, ToolOptions } from '../tool.js';
import { html, type Html } from '../ui/html.js';
import { authorize } from './authorize.js';
import { CanvasCourses } from './canvas-courses.js';
import {
  apiKeysPanel,
  chooserPlacements,
  gradebookNotice,
  navigationOf,
  postingControls,
} from './controls.js';
import { draftTool } from './draft-tool.js';
import { CanvasOAuth } from './oauth.js';
import { CanvasApi } from './rest.js';
import { issuerRoutes, schoolRoutes, signInRoutes } from './routes.js';
import type { CanvasSite } from './site.js';
import { startLaunch } from './start-launch.js';
import { frameSupport } from './storage.js';

/** A learning platform that behaves like hosted Canvas: one issuer for many schools, three different origins. */
export class CanvasLike extends CanvasCourses implements CanvasSite {
  readonly kind = 'canvas';
  readonly name: string = 'Canvas-like';
  readonly siteName = 'Southfield Canvas';
  readonly behavesLike = 'Canvas';
  readonly cookieName = 'canvas_session';
  /** True: storage is offered in launches and nobody answers, as in Canvas's mobile apps. */
  storageIsSilent = false;
  /** True: the history of a course takes too long to find. */
  historyTimesOut = false;
  /** Somebody who is not signed in, before a published course that is public. */
  readonly visitor: Person = {
    ...makePeople(1, [], () => ({ id: '0', sub: 'public' }))[0]!,
    username: 'visitor',
    enrolled: false,
    isVisitor: true,
  };
  /** Whether id_tokens carry `azp`. */
  sendsAzp = true;
  readonly oauth = new CanvasOAuth(this);
  readonly api = new CanvasApi(this, this.oauth);
  signInUrl = '';
  issuerUrl = '';
  /** Deep linking launches whose answer may come back. */
  readonly choosing = new Map<string, PendingLaunch>();
  readonly usedRegistrations = new Set<string>();
  readonly usedAssertions = new Set<string>();

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
    const platform = new CanvasLike(new PlatformKeys(), new PlatformKeys(), options);
    platform.fillCourse(options.learners ?? 12);
    const apps = {
      issuer: makeApp().use(issuerRoutes(platform)),
      signIn: makeApp().use(signInRoutes(platform)),
      school: makeApp().use(schoolRoutes(platform, platform)),
    };
    const hosts = await findCanvasHosts(options.canBind);
    // Where the three have one address, they have a port each.
    const isOne = hosts.school === hosts.issuer;
    try {
      platform.baseUrl = await platform.listen(apps.school, hosts.school, options.port);
      const port = isOne ? 0 : options.port;
      platform.issuerUrl = await platform.listen(apps.issuer, hosts.issuer, port);
      platform.signInUrl = await platform.listen(apps.signIn, hosts.signIn, port);
    } catch (error) {
      await platform.close();
      throw error;
    }
    platform.issuer = options.issuer ?? platform.issuerUrl;
    return platform;
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

  registerTool(options: ToolOptions): Tool {
    const tool = draftTool(this, options) as Tool;
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

  registrationFrame(toolUrl: string): string {
    const query = new URLSearchParams({ registration_url: toolUrl }).toString();
    return `${this.baseUrl}/api/lti/register?${query}`;
  }

  override frameSupport(): Html {
    return this.storageIsSilent ? html`` : frameSupport(this);
  }

  chooserUrl(course: Course, tool: Tool, wanted = ''): string {
    const placement = wanted || 'assignment_selection';
    const query = new URLSearchParams({ placement, message: 'deep-linking' });
    return `${this.baseUrl}/courses/${course.id}/external_tools/${tool.settings.typeId}?${query.toString()}`;
  }

  override columnControls(_course: Course, column: Column): Html {
    return postingControls(column);
  }

  override gradebookNotice(course: Course): Html {
    return gradebookNotice(course);
  }

  override adminPanel(): Html {
    return apiKeysPanel(this.oauth.keys);
  }

  override chooserPlacements(tool: Tool): [string, string][] {
    return chooserPlacements(tool);
  }

  override placementsOf(course: Course): { name: string; title: string; frame: string }[] {
    return navigationOf(this, course);
  }

  startLaunch(options: LaunchOptions): LoginRequest {
    return startLaunch(this, options);
  }

  authorize(query: Record<string, string>, as: Person | null): Promise<Authorization> {
    return authorize(this, query, as);
  }
}
