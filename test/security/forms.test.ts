import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import { createBrowser, formsOf, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { changesBetween, dump } from './dump.js';
import { openOperator } from './everybody.js';
import { everyRoute, type Route } from './every-route.js';
import { openHome } from './open-home.js';
import { openTenant, register, setUpBadge, type Tenant, type Visitor } from './two-courses.js';

let laurel: TestLaurel;
let moodle: MoodleLike;
let tenant: Tenant;
let ids: Awaited<ReturnType<typeof setUpBadge>>;
const visitors = {} as Record<'teacher' | 'learner' | 'operator' | 'home', Visitor>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  ids = await setUpBadge(laurel, tenant, 'Data analysis');
  visitors.teacher = await tenant.enter('teacher');
  visitors.learner = await tenant.enter('learner1');
  visitors.operator = await openOperator(laurel);
  visitors.home = await openHome(laurel, tenant);
});
afterAll(async () => {
  await moodle.close();
  await laurel.close();
});

function visitorOf(path: string): Visitor {
  if (path.startsWith('/admin')) return visitors.operator;
  if (path.startsWith('/home')) return visitors.home;
  return path.startsWith('/course') || path.startsWith('/lti')
    ? visitors.teacher
    : visitors.learner;
}

function addressOf({ path }: Route): string {
  const id = path.startsWith('/admin/platforms')
    ? tenant.platformId
    : /^\/((my|home)\/badges|home\/backpacks)/.test(path)
      ? ids.awardId
      : path.startsWith('/course/drafts')
        ? ids.draftId
        : ids.ruleId;
  return `${laurel.url}${path.replaceAll(/:\w+/g, id)}`;
}

/** What other sites send on purpose; each has a proof of its own (state, signature, a signed badge, a ticket). */
const WELCOME = new Set([
  '/lti/login',
  '/lti/launch',
  '/api/verify',
  '/api/exchanges/:id',
  '/hooks/moodle/:platformId',
  '/hooks/canvas/:platformId',
  '/register/grades',
  '/register/grades/moodle',
  '/register/grades/canvas',
  // A mail program's own button (RFC 8058).
  '/digest/:token',
  '/mail/:token/:kind',
  '/mail/invitations/:token/stop',
  '/oauth/token',
  '/oauth/revoke',
  '/oauth/register',
  '/ims/ob/v3p0/credentials',
]);

/** The REST API asks for a token in a header, which no browser sends by itself. */
const isWelcome = (path: string): boolean => WELCOME.has(path) || path.startsWith('/api/v1/');

const posts = () =>
  everyRoute(laurel.app).filter(({ method, path }) => method === 'POST' && !isWelcome(path));

const valid = () => ({
  userId: ids.userId,
  reason: 'because',
  visibility: 'public',
  do: 'save',
  name: 'Other',
  nameChoice: 'none',
  email: 'a@b.example',
  sure: 'yes',
  days: '3',
  change: 'disable',
  designers: 'administrators',
  frameOrigins: '',
  label: 'Column',
  maximum: '10',
  deploymentId: tenant.tool.deploymentId,
  status: 'refused',
  url: 'https://evil.example/',
  identity: 'did:web',
  revision: '0',
});

describe('every form (OWASP CSRF Prevention; W3C Fetch Metadata)', () => {
  it('is found on the router, and what other sites may send is listed here by name', () => {
    expect(posts().length).toBeGreaterThan(30);
    const all = everyRoute(laurel.app).map(({ path }) => path);
    for (const path of WELCOME) expect(all).toContain(path);
  });

  it.each<[string, (visitor: Visitor) => { token?: string; headers?: Record<string, string> }]>([
    ['without a token', () => ({})],
    ['with an empty token', () => ({ token: '' })],
    ['with the token of another session', (visitor) => ({ token: foreignTokenFor(visitor) })],
    ['from another site', ({ csrf }) => cross(csrf, { 'sec-fetch-site': 'cross-site' })],
    ['from a sibling site', ({ csrf }) => cross(csrf, { 'sec-fetch-site': 'same-site' })],
    ['with the Origin of another', ({ csrf }) => cross(csrf, { origin: 'https://evil.example' })],
    ['with a null Origin', ({ csrf }) => cross(csrf, { origin: 'null' })],
  ])('is refused %s, and changes nothing', async (_words, attack) => {
    const before = await dump(laurel);
    const wrong: string[] = [];
    for (const route of posts()) {
      const visitor = visitorOf(route.path);
      const { token, headers = { origin: laurel.url } } = attack(visitor);
      const body = new URLSearchParams(
        omitUndefined({
          ...valid(),
          _csrf: token,
        }),
      );
      const { status } = await visitor.browser.request(addressOf(route), {
        method: 'POST',
        body,
        headers,
      });
      // `/lti/continue` is sent before there is a session: a held launch is its token.
      const refused = route.path === '/lti/continue' ? [401, 403] : [403];
      if (!refused.includes(status)) wrong.push(`${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(changesBetween(before, await dump(laurel))).toEqual([]);
  });

  it('is taken with its token from its own page', async () => {
    const { browser, csrf } = visitors.learner;
    const body = new URLSearchParams({ _csrf: csrf, nameChoice: 'none' });
    const headers = { 'sec-fetch-site': 'same-origin' };
    const sent = { method: 'POST', body, headers };
    expect((await browser.request(`${laurel.url}/my/settings/name`, sent)).status).toBe(303);
  });

  it('of a page without a session is refused from another site too', async () => {
    const wrong: string[] = [];
    for (const route of posts()) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      const body = new URLSearchParams(valid());
      const sent = { method: 'POST', body, headers };
      const { status } = await createBrowser().request(addressOf(route), sent);
      if (status !== 403) wrong.push(`${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});

const cross = (token: string, headers: Record<string, string>) => ({ token, headers });
const foreignTokenFor = (visitor: Visitor) =>
  visitor === visitors.teacher ? visitors.learner.csrf : visitors.teacher.csrf;

const OPERATORS = ['[$ne]', '[$gt]', '[0][$regex]'];

/** The pages whose forms are tried, and by whom. */
const PAGES: Readonly<Record<string, [() => string, keyof typeof visitors]>> = {
  'a new badge': [() => '/course/new', 'teacher'],
  'a draft': [() => `/course/drafts/${ids.draftId}`, 'teacher'],
  'a badge': [() => `/course/badges/${ids.ruleId}`, 'teacher'],
  'a change of a badge': [() => `/course/badges/${ids.ruleId}/edit`, 'teacher'],
  'a learner': [
    () => `/course/badges/${ids.ruleId}/learner?user=${encodeURIComponent(ids.userId)}`,
    'teacher',
  ],
  'a gradebook column': [() => '/course/column', 'teacher'],
  sharing: [() => `/my/badges/${ids.awardId}`, 'learner'],
  'a learner’s settings': [() => '/my/settings', 'learner'],
  invitations: [() => '/admin/invitations', 'operator'],
  'the issuer': [() => '/admin/issuer', 'operator'],
  'a platform’s issuer': [() => `/admin/platforms/${tenant.platformId}/issuer`, 'operator'],
  'a platform': [() => `/admin/platforms/${tenant.platformId}`, 'operator'],
};

/** A form's fields with an operator in the place of one, as a form and as JSON. */
function* bodiesWith(fields: Record<string, string>, name: string): Generator<[string, string]> {
  const others = Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
  for (const operator of OPERATORS) {
    const body = new URLSearchParams({ ...others, [`${name}${operator}`]: 'x' });
    yield ['application/x-www-form-urlencoded', body.toString()];
  }
  yield ['application/json', JSON.stringify({ ...others, [name]: { $ne: null } })];
}

describe('an operator of the query language', () => {
  it.each(Object.keys(PAGES))(
    'is refused in every field of the forms of %s, and changes nothing',
    async (words) => {
      const [pathOf, who] = PAGES[words]!;
      const { browser } = visitors[who];
      const page = await browser.get(`${laurel.url}${pathOf()}`);
      expect(page.status).toBe(200);
      const before = await dump(laurel);
      const wrong: string[] = [];
      const forms = formsOf(page).filter(({ method }) => method === 'POST');
      expect(forms.length).toBeGreaterThan(0);
      for (const { action, fields } of forms) {
        for (const name of Object.keys(fields)) {
          for (const [type, body] of bodiesWith(fields, name)) {
            const headers = { origin: laurel.url, 'content-type': type };
            const { status } = await browser.request(action, { method: 'POST', body, headers });
            const isRefused = status >= 400 && status <= 499;
            if (!isRefused) wrong.push(`${new URL(action).pathname} ${body}: ${status}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(changesBetween(before, await dump(laurel))).toEqual([]);
    },
  );

  it('is refused in an address', async () => {
    const { browser } = visitors.teacher;
    const trace = `${laurel.url}/course/badges/${ids.ruleId}/learner`;
    expect((await browser.get(`${trace}?user[$ne]=x`)).status).toBe(404);
    expect((await browser.get(`${laurel.url}/admin/enter?link[$ne]=x`)).status).toBe(403);
  });
});
