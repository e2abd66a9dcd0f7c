import { z } from 'zod';
import {
  LaurelError,
  type Clock,
  type Outbound,
  type Settings,
  omitUndefined,
} from '../base/index.js';
import { isCjk, nameScripts, operatorFolder, undrawnScripts } from '../typesetting/index.js';
import { REQUESTED_SCOPES, type Context, type Lti, type Platform } from '../lti/index.js';

/** The outcome of one step. `warning`: everything works, and something is shown less well. `later`: it cannot be tested yet, and `fix` says what would make it possible. */
export interface TestedStep {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'warning' | 'later';
  /** The key of the sentence that says what was found, below `admin.selfTest.`. */
  readonly found: string;
  /** The key of the sentence that says what to do. */
  readonly fix?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

interface Deps {
  readonly lti: Pick<Lti, 'keys' | 'tokens' | 'ags' | 'nrps' | 'contexts' | 'deployments'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode'>;
}

/**
 * What is known of the browser that asks: whether it is in the platform's frame, and whether it sends the session
 * cookie there.
 */
export type FrameState = 'cookie' | 'cookieless' | 'elsewhere';

/** Which deployments the visitor may see: courses of others are not tested. */
type IsVisible = (of: { readonly deploymentId: string }) => boolean;

const MAX_SKEW_SECONDS = 60;
const jwks = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })).min(1),
});

type Outcome = Omit<TestedStep, 'name'>;
const pass = (found: string, values?: TestedStep['values']): Outcome =>
  omitUndefined({ outcome: 'pass', found, values });
const fail = (found: string, fix: string, values?: TestedStep['values']): Outcome =>
  omitUndefined({ outcome: 'fail', found, fix, values });
const later = (found: string, fix: string): Outcome => ({ outcome: 'later', found, fix });

/** @returns the code of one of this program's errors, by which a fix is chosen */
function codeOf(error: unknown): string {
  if (error instanceof LaurelError) return error.code;
  throw error;
}

const hostOf = (url: string) => new URL(url).host;

async function testAddress({ settings }: Deps): Promise<Outcome> {
  const { publicUrl, mode } = settings;
  if (publicUrl.startsWith('https:')) return Promise.resolve(pass('address', { url: publicUrl }));
  if (mode !== 'production') return pass('addressDemo', { url: publicUrl });
  return fail('addressHttp', 'addressHttpFix', { url: publicUrl });
}

/** Fetches this tool's key set at its public address, as platforms do. */
async function testOwnKeys({ lti, outbound, settings }: Deps): Promise<Outcome> {
  const url = `${settings.publicUrl}/lti/keys`;
  const { kid } = await lti.keys.signer();
  try {
    const response = await outbound.fetch(url, { timeoutMs: 5_000 });
    const { keys } = jwks.parse(response.json());
    if (keys.some((key) => key.kid === kid)) return pass('ownKeys');
    return fail('ownKeysOther', 'ownKeysOtherFix', { url });
  } catch {
    return fail('ownKeysUnreachable', 'ownKeysFix', { url });
  }
}

async function testPlatformKeys({ outbound }: Deps, platform: Platform): Promise<Outcome> {
  const values = { url: platform.jwksUrl, host: hostOf(platform.jwksUrl) };
  try {
    const response = await outbound.fetch(platform.jwksUrl, { timeoutMs: 5_000 });
    const parsed = response.status === 200 ? jwks.safeParse(response.json()) : null;
    if (parsed?.success !== true) return fail('platformKeysWrong', 'platformKeysWrongFix', values);
    return pass('platformKeys', { count: parsed.data.keys.length });
  } catch (error) {
    const isRefused = /^address_not/.test(codeOf(error));
    if (isRefused) return fail('platformPrivate', 'platformPrivateFix', values);
    return fail('platformKeysUnreachable', 'platformKeysFix', values);
  }
}

async function testClock({ outbound, clock }: Deps, platform: Platform): Promise<Outcome> {
  try {
    const { headers } = await outbound.fetch(platform.jwksUrl, { timeoutMs: 5_000 });
    const theirs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return later('clockUnknown', 'clockUnknownFix');
    const seconds = Math.round(Math.abs(theirs - clock.now().getTime()) / 1000);
    if (seconds <= MAX_SKEW_SECONDS) return pass('clock', { seconds });
    return fail('clockOff', 'clockFix', { seconds });
  } catch (error) {
    codeOf(error);
    return later('clockUnknown', 'clockUnknownFix');
  }
}

/**
 * Sends an authentication request for nobody: a platform that knows this client and its redirect_uri answers, or asks
 * to sign in.
 */
async function testLogin({ outbound, settings }: Deps, platform: Platform): Promise<Outcome> {
  const redirectUri = `${settings.publicUrl}/lti/launch`;
  const values = { url: platform.authorizationUrl, redirectUri };
  const url = new URL(platform.authorizationUrl);
  const query = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post' };
  const ours = { prompt: 'none', client_id: platform.clientId, redirect_uri: redirectUri };
  for (const [name, value] of Object.entries({ ...query, ...ours })) {
    url.searchParams.set(name, value);
  }
  try {
    const { status } = await outbound.fetch(url, { timeoutMs: 5_000 });
    if (status === 404 || status >= 500) return fail('loginWrong', 'loginFix', values);
    return pass('login');
  } catch (error) {
    // A redirect to a sign-in page is how a platform answers a visitor who is not signed in.
    if (codeOf(error) === 'redirect_not_followed') return pass('login');
    return fail('loginUnreachable', 'loginFix', values);
  }
}

async function testDeployments(
  { lti }: Deps,
  platform: Platform,
  isVisible: IsVisible,
): Promise<Outcome> {
  const deployments = (await lti.deployments.list(platform.id)).filter(isVisible);
  const waiting = deployments.filter(({ status }) => status === 'waiting').length;
  if (waiting > 0) return fail('deploymentWaiting', 'deploymentFix', { count: waiting });
  if (deployments.length === 0) return later('deploymentNone', 'launchOnce');
  // Moodle gives a deployment and tokens even to a tool that its administrator has not activated.
  if (deployments.every(({ lastLaunchAt }) => lastLaunchAt === undefined)) {
    return later('neverOpened', platform.family === 'moodle' ? 'activateFix' : 'launchOnce');
  }
  return pass('deployment', { count: deployments.length });
}

const TOKEN_FIXES: Readonly<Record<string, string>> = {
  token_scope_refused: 'scopeFix',
  token_refused: 'tokenFix',
  address_not_allowed: 'platformPrivateFix',
  address_not_https: 'platformPrivateFix',
};

/**
 * @returns which of Moodle's settings (4.5) has to be changed for a service that was refused, or for our keys to be
 *   read
 */
function moodleFix(code: string, short: string): string | undefined {
  if (code === 'token_refused') return 'tokenMoodleFix';
  if (code !== 'token_scope_refused') return undefined;
  if (short === 'lineitem') return 'columnsMoodleFix';
  return short.startsWith('contextmembership') ? 'rosterMoodleFix' : 'gradesMoodleFix';
}

async function testScope(
  { lti, settings }: Deps,
  platform: Platform,
  scope: string,
): Promise<Outcome> {
  const short = scope.slice(scope.lastIndexOf('/') + 1);
  try {
    await lti.tokens.renew(platform, scope);
    return pass('scope', { scope: short });
  } catch (error) {
    const code = codeOf(error);
    const named = platform.family === 'moodle' ? moodleFix(code, short) : undefined;
    const fix = named ?? TOKEN_FIXES[code] ?? 'tokenUnreachableFix';
    const found = code === 'token_scope_refused' ? 'scopeRefused' : 'tokenFailed';
    const { publicUrl } = settings;
    const { host, hostname, protocol, port } = new URL(publicUrl);
    const values = {
      scope: short,
      url: platform.tokenUrl,
      host,
      ourHost: hostname,
      ourPort: port || (protocol === 'https:' ? '443' : '80'),
    };
    return fail(found, fix, values);
  }
}

async function testService(
  read: () => Promise<readonly unknown[] | null>,
  context: Context | undefined,
  name: 'grades' | 'roster',
): Promise<Outcome> {
  if (context === undefined) return later(`${name}Later`, 'launchOnce');
  try {
    const rows = await read();
    if (rows === null) return later(`${name}Later`, 'launchOnce');
    return pass(name, { count: rows.length, course: context.title });
  } catch (error) {
    const code = codeOf(error);
    const isForbidden = ['service_forbidden', 'token_scope_refused'].includes(code);
    return fail(`${name}Failed`, isForbidden ? `${name}Fix` : 'serviceFix', {
      course: context.title,
    });
  }
}

const MOST_FILES_NAMED = 5;

/** Whether the names of learners can be drawn on certificates: by the rosters that were read, as they were read. */
function testFonts(contexts: readonly Context[]): Outcome {
  const { problems } = operatorFolder();
  const files = problems.slice(0, MOST_FILES_NAMED).map(({ file }) => file);
  if (files.length > 0)
    return fail('fontsBroken', 'fontsBrokenFix', {
      count: problems.length,
      files: files.join(', '),
    });
  const read = contexts.filter(({ scripts }) => scripts !== undefined);
  const missing = undrawnScripts([...new Set(read.flatMap(({ scripts = [] }) => scripts))]);
  const [first] = missing;
  if (first === undefined) return pass(read.length > 0 ? 'fonts' : 'fontsUnread');
  const fix = missing.every(isCjk)
    ? 'fontsCjkFix'
    : missing.some(isCjk)
      ? 'fontsBothFix'
      : 'fontsFix';
  const course = read.find(({ scripts = [] }) => scripts.includes(first))?.title ?? '';
  // Badges are issued and verified all the same: whether these names need a font is the operator's to say.
  return {
    outcome: 'warning',
    found: 'fontsMissing',
    fix,
    values: { scripts: nameScripts(missing, 'en'), course },
  };
}

function testCookie(frame: FrameState): Outcome {
  if (frame === 'cookie') return pass('cookie');
  if (frame === 'cookieless') return fail('cookieless', 'cookieFix');
  return later('cookieLater', 'cookieLaterFix');
}

/**
 * Tests everything that a platform and this tool need of each other, step by step; changes nothing.
 * @returns every step; those that failed have a fix
 */
export async function testPlatform(
  deps: Deps,
  platform: Platform,
  { frame, isVisible }: { readonly frame: FrameState; readonly isVisible: IsVisible },
): Promise<TestedStep[]> {
  const { lti } = deps;
  const contexts = (await lti.contexts.list(platform.id)).filter(isVisible);
  const graded = contexts.find(({ services }) => services.ags?.lineItemsUrl !== undefined);
  const listed = contexts.find(({ services }) => services.nrps !== undefined);
  const steps: [string, () => Outcome | Promise<Outcome>][] = [
    ['address', () => testAddress(deps)],
    ['ownKeys', () => testOwnKeys(deps)],
    ['platformKeys', () => testPlatformKeys(deps, platform)],
    ['clock', () => testClock(deps, platform)],
    ['login', () => testLogin(deps, platform)],
    ['deployment', () => testDeployments(deps, platform, isVisible)],
    ...REQUESTED_SCOPES.map(({ scope }): [string, () => Promise<Outcome>] => [
      'scope',
      () => testScope(deps, platform, scope),
    ]),
    [
      'grades',
      () =>
        testService(async () => (graded ? lti.ags.listLineItems(graded) : null), graded, 'grades'),
    ],
    [
      'roster',
      () =>
        testService(async () => (listed ? lti.nrps.fetchMembers(listed) : null), listed, 'roster'),
    ],
    ['fonts', () => testFonts(contexts)],
    ['cookie', () => testCookie(frame)],
  ];
  const tested: TestedStep[] = [];
  for (const [name, run] of steps) tested.push({ name, ...(await run()) });
  return tested;
}
