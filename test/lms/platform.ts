import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { machineClock, type Clock } from './clock.js';
import { findColumn, type Column, type Course, type Link, type Person } from './course.js';
import type { DeepLinkingResponse } from './deep-linking.js';
import { Faults } from './faults.js';
import type { PlatformKeys } from './keys.js';
import { type IdTokenDraft } from './keys.js';
import { html, type Html } from './ui/html.js';
import { AccessTokens, ToolKeys } from './tokens.js';

export type Privacy = 'public' | 'name_only' | 'anonymous';
export type MessageKind = 'resource-link' | 'deep-linking';

export interface StartOptions {
  clock?: Clock;
  /** The port of the main origin; random when absent. */
  port?: number;
  /** The `iss` of id_tokens, when it is not the platform's own address. */
  issuer?: string;
  /** How many learners the course has. Default 12. */
  learners?: number;
}

export interface ToolOptions {
  /** The tool's address, such as http://localhost:3000. */
  url: string;
  name?: string;
  loginUrl?: string;
  launchUrl?: string;
  redirectUris?: string[];
  jwksUrl?: string;
  deepLinkingUrl?: string;
  scopes?: string[];
  privacy?: Privacy;
  custom?: Record<string, string>;
  /** Canvas: whether launches offer platform storage. Default true. */
  storage?: boolean;
  clientId?: string;
  /** False while a registration waits for the administrator. Default true. */
  active?: boolean;
  /** Canvas: where the tool appears. */
  placements?: Placement[];
}

export interface Tool {
  clientId: string;
  deploymentId: string;
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  /** The platform's JWKS, for the tool to verify id_tokens by. */
  jwksUrl: string;
  /** An activity of `platform.course` that opens this tool, with a column coupled to it. */
  link: Link;
  settings: ToolSettings;
}

export interface ToolSettings extends Required<Omit<ToolOptions, 'clientId'>> {
  /** Moodle's number for the tool (`type_id` in service URLs). */
  typeId: string;
  domain: string;
}

export interface Placement {
  placement: string;
  messageType: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest';
  targetLinkUri: string;
  label: string;
  custom: Record<string, string>;
}

export interface GradeOptions {
  hidden?: boolean;
  pending?: boolean;
  excused?: boolean;
  posted?: boolean;
}

export interface LaunchOptions {
  as: Person | string;
  link?: Link;
  message?: MessageKind;
  /** Canvas: a placement such as `course_navigation`, instead of a link. */
  placement?: string;
  course?: Course;
  tool?: Tool;
}

export interface LoginRequest {
  method: 'POST';
  url: string;
  fields: Record<string, string>;
}

export interface PendingLaunch {
  id: string;
  person: Person;
  course: Course;
  tool: Tool;
  link: Link | null;
  message: MessageKind;
  placement: string | null;
}

/** What the authorization endpoint answers: fields to post to the tool, or an error. */
export type Authorization =
  | { ok: true; redirectUri: string; fields: Record<string, string> }
  | { ok: false; status: number; message: string };

export interface LoggedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  status: number;
  at: Date;
}

export interface Endpoints {
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  openidConfigurationUrl: string;
  registrationUrl: string;
}

export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const AGS_SCOPE = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
export const NRPS_SCOPE =
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
export const SERVICE_SCOPES = [
  `${AGS_SCOPE}lineitem`,
  `${AGS_SCOPE}lineitem.readonly`,
  `${AGS_SCOPE}result.readonly`,
  `${AGS_SCOPE}score`,
  NRPS_SCOPE,
];

/** What both platforms share: people, courses, tools, keys, tokens, a log of what the tool asked, and servers. */
export abstract class TestPlatform {
  abstract readonly kind: 'moodle' | 'canvas';
  abstract readonly name: string;
  abstract readonly cookieName: string;
  readonly courses: Course[] = [];
  readonly tools: Tool[] = [];
  readonly requests: LoggedRequest[] = [];
  readonly faults = new Faults();
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly toolKeys: ToolKeys;
  readonly launches = new Map<string, PendingLaunch>();
  /** Signed-in people: cookie value to person. */
  readonly signedIn = new Map<string, Person>();
  baseUrl = '';
  issuer = '';
  /** Changes what the next launches are signed as; null to stop. */
  onIdToken: ((draft: IdTokenDraft) => IdTokenDraft) | null = null;
  /** Told of every grade that a person or an activity gives, for what pushes events. */
  onGrade: ((person: Person, column: Column) => void) | null = null;
  private servers: Server[] = [];
  private known = new Map<string, Person>();
  private nextNumber = 100;

  constructor(
    readonly keys: PlatformKeys,
    readonly options: StartOptions,
  ) {
    this.clock = options.clock ?? machineClock;
    this.tokens = new AccessTokens(this.clock);
    this.faults.expireTokens = () => this.tokens.revokeAll();
    this.toolKeys = new ToolKeys(this.clock);
  }

  abstract readonly endpoints: Endpoints;
  abstract registerTool(options: ToolOptions): Tool;
  abstract addLink(tool: Tool, options?: LinkOptions): Link;
  /** The number of the next course. */
  protected abstract nextCourse: number;
  /** A platform's own names for a course: what LTI calls it, and the registrar. */
  protected abstract namesOf(id: string, label: string): Pick<Course, 'contextId' | 'sisId'>;
  /** A native activity with its column. */
  abstract addActivity(
    course: Course,
    fields: { name: string; kind: 'quiz' | 'assign'; maximum: number },
  ): Column;
  abstract copyCourse(course: Course): Course;
  abstract setGrade(
    user: Person | string,
    column: Column | string,
    value: number | '' | null,
    options?: GradeOptions,
  ): { savedAt: Date };
  abstract attempt(
    user: Person | string,
    column: Column | string,
    value: number | null,
  ): { savedAt: Date };
  abstract startLaunch(options: LaunchOptions): LoginRequest;
  /** Regrades where the platform does so on opening the gradebook. */
  abstract openGradebook(course?: Course): boolean;
  /** Where the frame of an activity's page starts. */
  abstract frameUrl(link: Link): string;
  /** Where the frame for choosing a tool's content starts. */
  abstract chooserUrl(course: Course, tool: Tool, placement?: string): string;
  /** Where the administrator's frame for a registration starts. */
  abstract registrationFrame(toolUrl: string): string;
  abstract readonly siteName: string;
  abstract readonly behavesLike: string;
  abstract authorize(parameters: Record<string, string>, as: Person | null): Promise<Authorization>;

  /** Course-level entries of tools (Canvas's course navigation). */
  placementsOf(_course: Course): { name: string; title: string; frame: string }[] {
    return [];
  }

  /** The ways of choosing a tool's content: placement and what people call it. */
  chooserPlacements(_tool: Tool): [string, string][] {
    return [['', '']];
  }

  /** What the page around a tool's frame brings along for it. */
  frameSupport(): Html {
    return html``;
  }

  columnControls(_course: Course, _column: Column): Html {
    return html``;
  }

  /** What else the administrator's page offers. */
  adminPanel(): Html {
    return html``;
  }

  gradebookNotice(_course: Course): Html {
    return html``;
  }

  gradebookLinks(_course: Course): Html {
    return html``;
  }

  get course(): Course {
    return this.courses[0]!;
  }

  now(): Date {
    return this.clock.now();
  }

  /** A number not used before on this platform. */
  number(): number {
    this.nextNumber += 1;
    return this.nextNumber;
  }

  /** A person of any course, by id, `sub` or username. Throws when there is none. */
  person(who: Person | string): Person {
    if (typeof who !== 'string') return who;
    const kept = this.known.get(who);
    if (kept) return kept;
    for (const person of this.courses.flatMap(({ people }) => people)) {
      for (const key of [person.username, person.sub, person.id]) this.known.set(key, person);
    }
    const found = this.known.get(who);
    if (found) return found;
    throw new Error(`Nobody here is ${who}`);
  }

  /** A column of any course, by id or name; the main course first. */
  column(column: Column | string): { course: Course; column: Column } {
    for (const course of this.courses) {
      try {
        const found = findColumn(course, column);
        if (course.columns.includes(found)) return { course, column: found };
      } catch {
        continue;
      }
    }
    throw new Error(`No such column: ${typeof column === 'string' ? column : column.name}`);
  }

  /** A tool by client id: its first deployment, or the one named. */
  tool(clientId: string | undefined, deploymentId?: string): Tool | undefined {
    return this.tools.find(
      (tool) => tool.clientId === clientId && (!deploymentId || tool.deploymentId === deploymentId),
    );
  }

  /** The tool (in its deployment) that a link opens. */
  toolOf(link: Link): Tool | undefined {
    return this.tool(link.clientId, link.deploymentId);
  }

  /** What the administrator does with a waiting registration: cut scopes, set privacy, then switch it on. */
  activate(tool: Tool, changes: { scopes?: string[]; privacy?: Privacy } = {}): void {
    Object.assign(tool.settings, changes, { active: true });
  }

  /**
   * Begins a dynamic registration: the tool's address with `openid_configuration` and `registration_token`, as the
   * administrator's browser is sent there. With a tool, the update of its registration (Moodle).
   */
  async startRegistration(toolUrl: string, updated?: Tool): Promise<string> {
    const url = new URL(toolUrl);
    const { configurationUrl, token } = await this.makeRegistrationToken(updated);
    url.searchParams.set('openid_configuration', configurationUrl);
    url.searchParams.set('registration_token', token);
    return url.href;
  }

  /** A course with two quizzes and an assignment; the people of the first one, where none are given. */
  addCourse(options: { title: string; label?: string; people?: Person[] }): Course {
    const id = String(this.nextCourse);
    this.nextCourse += 1;
    const label = options.label ?? options.title.slice(0, 12).toUpperCase();
    const course: Course = {
      ...{ id, label, title: options.title, ...this.namesOf(id, label) },
      people: options.people ?? this.courses[0]?.people ?? [],
      ...{ columns: [], links: [], history: [], needsRegrade: false },
    };
    this.courses.push(course);
    this.addActivity(course, { name: 'Quiz 1', kind: 'quiz', maximum: 20 });
    this.addActivity(course, { name: 'Quiz 2', kind: 'quiz', maximum: 10 });
    this.addActivity(course, { name: 'Assignment 1', kind: 'assign', maximum: 100 });
    return course;
  }

  protected abstract makeRegistrationToken(
    updated?: Tool,
  ): Promise<{ configurationUrl: string; token: string }>;

  /** Deep linking responses that wait for the teacher to save them. */
  readonly deepLinkings = new Map<string, DeepLinkingResponse>();

  async rotateKeys(options?: { dropOld?: boolean }): Promise<void> {
    await this.keys.rotate(options);
  }

  protected async sign(claims: Record<string, unknown>): Promise<string> {
    const draft = this.keys.draft(claims);
    return this.keys.sign(this.onIdToken ? this.onIdToken(draft) : draft);
  }

  protected rememberLaunch(launch: Omit<PendingLaunch, 'id'>): PendingLaunch {
    const pending = { ...launch, id: randomUUID() };
    this.launches.set(pending.id, pending);
    return pending;
  }

  /** An address that signs a person in and opens the tool in the LMS's frame. */
  launchUrl(options: LaunchOptions): string {
    const person = this.person(options.as);
    const link = options.link ?? this.tools[0]?.link;
    const query = new URLSearchParams({ user: person.username });
    const course = options.course ?? link?.course ?? this.course;
    const activity = options.placement
      ? `/courses/${course.id}/placements/${options.placement}`
      : `/courses/${course.id}/activities/${link?.id}`;
    query.set('next', options.message === 'deep-linking' ? `/courses/${course.id}/add` : activity);
    return `${this.baseUrl}/act-as?${query.toString()}`;
  }

  /** The person whose session cookie came with this request. */
  whoIs(req: Request): Person | null {
    const cookies = (req.headers.cookie ?? '').split(/;\s*/);
    const mine = cookies.find((cookie) => cookie.startsWith(`${this.cookieName}=`));
    return (mine && this.signedIn.get(mine.slice(this.cookieName.length + 1))) || null;
  }

  /** Signs a person in on this browser. */
  signIn(res: Response, person: Person): void {
    const id = randomBytes(16).toString('hex');
    this.signedIn.set(id, person);
    res.append('set-cookie', `${this.cookieName}=${id}; Path=/; HttpOnly; Secure; SameSite=None`);
  }

  /** Keeps what the tool asked for and what it was answered. */
  readonly log = (req: Request, res: Response, next: NextFunction): void => {
    const url = new URL(req.originalUrl, 'http://x');
    const entry: LoggedRequest = {
      method: req.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: req.headers,
      body: undefined,
      status: 0,
      at: this.now(),
    };
    this.requests.push(entry);
    if (this.requests.length > 5000) this.requests.splice(0, 1000);
    res.on('close', () => {
      entry.status = res.writableFinished ? res.statusCode : 0;
      entry.body = req.body;
    });
    next();
  };

  protected makeApp(): Express {
    const app = express();
    app.disable('x-powered-by');
    app.set('query parser', 'simple');
    app.use(express.urlencoded({ extended: false, limit: '1mb' }));
    const isJson = (req: { headers: { 'content-type'?: string | undefined } }) =>
      /json/.test(req.headers['content-type'] ?? '');
    app.use(express.json({ type: isJson, limit: '1mb', strict: false }));
    return app;
  }

  protected async listen(app: Express, host: string, port = 0): Promise<string> {
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.servers.push(server);
    return `http://${host}:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closing = this.servers.map((server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      return closed;
    });
    await Promise.all(closing);
    this.servers = [];
  }
}

export interface LinkOptions {
  course?: Course;
  title?: string;
  description?: string;
  targetLinkUri?: string;
  custom?: Record<string, string>;
  /** Points of the coupled column; null for none. Default 100. */
  maximum?: number | null;
  label?: string;
  resourceId?: string;
  tag?: string;
}

export function toolSettings(options: ToolOptions): Omit<ToolSettings, 'typeId'> {
  const base = options.url.replace(/\/$/, '');
  const launchUrl = options.launchUrl ?? `${base}/lti/launch`;
  return {
    url: base,
    name: options.name ?? 'Laurel',
    loginUrl: options.loginUrl ?? `${base}/lti/login`,
    launchUrl,
    redirectUris: options.redirectUris ?? [launchUrl],
    jwksUrl: options.jwksUrl ?? `${base}/lti/keys`,
    deepLinkingUrl: options.deepLinkingUrl ?? launchUrl,
    scopes: options.scopes ?? SERVICE_SCOPES,
    privacy: options.privacy ?? 'public',
    custom: options.custom ?? {},
    storage: options.storage ?? true,
    active: options.active ?? true,
    placements: options.placements ?? [],
    domain: new URL(base).host,
  };
}
