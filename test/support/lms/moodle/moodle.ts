import { randomBytes } from 'node:crypto';
import { omitUndefined } from '../../../../src/base/index.js';
import { type Column, type Course, type Link, type Person } from '../course.js';
import { MOODLE_HOST } from '../addresses.js';
import { PlatformKeys } from '../keys.js';
import { makeApp } from '../servers.js';
import { makePeople } from '../people.js';
import type { Authorization, Endpoints, LaunchOptions, LoginRequest } from '../launching.js';
import { type StartOptions } from '../platform.js';
import { toolSettings, type Tool, type ToolOptions } from '../tool.js';
import { buildUserGraded, post, type PushAnswer } from '../push.js';
import { regrade } from './gradebook.js';
import { launchClaims } from './launch.js';
import { MoodleCourses } from './moodle-courses.js';
import { html, type Html } from '../ui/html.js';
import type { MoodleSite } from './site.js';
import { WebServices } from './web-service.js';
import { moodleRoutes } from './routes.js';

/** A learning platform that behaves like Moodle 4.5.6. */
export class MoodleLike extends MoodleCourses implements MoodleSite {
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
  private nextType = 1;

  static async start(options: StartOptions): Promise<MoodleLike> {
    const platform = new MoodleLike(new PlatformKeys(), options);
    platform.fillCourse(options.learners ?? 12);
    const app = makeApp();
    app.use(moodleRoutes(platform, platform.webServices));
    platform.baseUrl = await platform.listen(app, MOODLE_HOST, options.port);
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
    const hint = omitUndefined({
      cmid: link ? link.moduleId : undefined,
      launchid: `ltilaunch_${launch.id}`,
    });
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
      fields: omitUndefined({ error, error_description: error_description || undefined, ...state }),
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
