import { randomBytes, randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { CanBind } from './addresses.js';
import { machineClock, type Clock } from './clock.js';
import { findColumn, type Column, type Course, type Link, type Person } from './course.js';
import type { DeepLinkingResponse } from './deep-linking-response.js';
import { Faults } from './faults.js';
import type { IdTokenDraft, PlatformKeys } from './keys.js';
import type {
  Authorization,
  Endpoints,
  LaunchOptions,
  LoginRequest,
  PendingLaunch,
} from './launching.js';
import { logInto, type LoggedRequest } from './request-log.js';
import { Servers } from './servers.js';
import { AccessTokens, ToolKeys } from './tokens.js';
import type { LinkOptions, Privacy, Tool, ToolOptions } from './tool.js';
import { html, type Html } from './ui/html.js';

export interface StartOptions {
  clock?: Clock;
  /** The port of every origin; random when absent. */
  port?: number;
  /** Whether this machine has an address. Default: it is tried. */
  canBind?: CanBind;
  /** The `iss` of id_tokens, when it is not the platform's own address. */
  issuer?: string;
  /** How many learners the course has. Default 12. */
  learners?: number;
}

export interface GradeOptions {
  hidden?: boolean;
  pending?: boolean;
  excused?: boolean;
  posted?: boolean;
}

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
  private readonly servers = new Servers();
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
      id,
      label,
      title: options.title,
      ...this.namesOf(id, label),
      people: options.people ?? this.courses[0]?.people ?? [],
      columns: [],
      links: [],
      history: [],
      needsRegrade: false,
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
    this.keys.rotate(options);
  }

  /** An id_token of these claims, as a test's `onIdToken` has them. */
  async sign(claims: Record<string, unknown>): Promise<string> {
    const draft = this.keys.draft(claims);
    return this.keys.sign(this.onIdToken ? this.onIdToken(draft) : draft);
  }

  rememberLaunch(launch: Omit<PendingLaunch, 'id'>): PendingLaunch {
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
  readonly log = logInto(this.requests, () => this.now());

  /** Serves on a host, at a port that is free unless one is wished for; gives the origin. */
  protected listen(app: Express, host: string, port = 0): Promise<string> {
    return this.servers.listen(app, host, port);
  }

  close(): Promise<void> {
    return this.servers.close();
  }
}
