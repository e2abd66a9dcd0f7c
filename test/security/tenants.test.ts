import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBrowser,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { changesBetween, dump } from './dump.js';
import { everyRoute, type Route } from './every-route.js';
import { openTenant, register, setUpBadge, type Tenant, type Visitor } from './two-courses.js';

const NAME = 'Known to its own course alone';
let laurel: TestLaurel;
let moodle: MoodleLike;
let otherMoodle: MoodleLike;
let canvas: CanvasLike;
/** Whose things are tried. */
let victim: Tenant;
let ids: Awaited<ReturnType<typeof setUpBadge>>;
const attackers = new Map<string, Tenant>();
let victimOfDeployments: Tenant;
let idsOfDeployments: typeof ids;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  otherMoodle = await startMoodleLike();
  canvas = await startCanvasLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const platformId = await register(laurel, moodle, tool);
  victim = openTenant(laurel, moodle, platformId, tool);
  ids = await setUpBadge(laurel, victim, NAME);
  const second = moodle.addCourse({ title: 'Another course' });
  attackers.set('another course', openTenant(laurel, moodle, platformId, tool, second));
  // Its people have the same user ids as those of the first.
  const otherTool = otherMoodle.registerTool({ url: laurel.url });
  const otherId = await register(laurel, otherMoodle, otherTool);
  attackers.set('another platform', openTenant(laurel, otherMoodle, otherId, otherTool));
  const canvasTool = canvas.registerTool({ url: laurel.url });
  const canvasId = await register(laurel, canvas, canvasTool);
  victimOfDeployments = openTenant(laurel, canvas, canvasId, canvasTool);
  idsOfDeployments = await setUpBadge(laurel, victimOfDeployments, NAME);
  const again = canvas.deploy(canvasTool);
  attackers.set('another deployment', openTenant(laurel, canvas, canvasId, again));
});
afterAll(async () => {
  await Promise.all([moodle.close(), otherMoodle.close(), canvas.close()]);
  await laurel.close();
});

const isOfTenants = ({ path }: Route) => /^\/(course|my|admin)(\/|\.|$)/.test(path);
const namesSomething = ({ path }: Route) => path.includes(':');

/** The routes of tenants; called within tests, when the application is there. */
const routes = () => everyRoute(laurel.app).filter(isOfTenants);

interface Target {
  readonly tenant: Tenant;
  readonly ids: typeof ids;
}

const targetOf = (name: string): Target =>
  name === 'another deployment'
    ? { tenant: victimOfDeployments, ids: idsOfDeployments }
    : { tenant: victim, ids };

/** An address with the target's ids: the one that belongs there, whatever the parameter is called. */
function addressOf({ path }: Route, target: Target): string {
  const id = path.startsWith('/admin/platforms')
    ? target.tenant.platformId
    : path.startsWith('/my/badges')
      ? target.ids.awardId
      : path.startsWith('/course/drafts')
        ? target.ids.draftId
        : target.ids.ruleId;
  const query = path.endsWith('/learner') ? `?user=${encodeURIComponent(target.ids.userId)}` : '';
  return `${laurel.url}${path.replaceAll(/:\w+/g, id)}${query}`;
}

/** Fields that each form would take, so that it is the tenant that is refused and not the form. */
const fieldsFor = ({ tenant, ids: { userId, ruleId, draftId, awardId } }: Target) => ({
  userId,
  reason: 'because',
  visibility: 'public',
  do: 'save',
  name: 'Taken over',
  deploymentId: tenant.tool.deploymentId,
  status: 'refused',
  change: 'disable',
  designers: 'administrators',
  frameOrigins: 'https://evil.example',
  id: ruleId,
  ruleId,
  draftId,
  awardId,
  platformId: tenant.platformId,
  contextId: tenant.course.contextId,
  url: 'https://evil.example/',
  identity: 'did:web',
  revision: '0',
});

async function send(route: Route, target: Target, { browser, csrf }: Visitor) {
  const address = addressOf(route, target);
  if (route.method === 'GET') return browser.request(address);
  return browser.request(address, {
    method: 'POST',
    body: new URLSearchParams({ _csrf: csrf, ...fieldsFor(target) }),
    headers: { origin: laurel.url, 'sec-fetch-site': 'same-origin' },
  });
}

describe('the list of routes', () => {
  it('is read from the router and holds those of teachers, learners and administrators', () => {
    const paths = routes().map(({ method, path }) => `${method} ${path}`);
    expect(paths).toContain('POST /course/badges/:id/revoke');
    expect(paths).toContain('POST /my/badges/:id/share');
    expect(paths).toContain('GET /admin/platforms/:id/self-test');
    expect(paths.length).toBeGreaterThan(40);
  });
});

describe('the tenant’s own people', () => {
  it('reach what others are refused', async () => {
    for (const target of [targetOf('another course'), targetOf('another deployment')]) {
      const teacher = await target.tenant.enter('teacher');
      const learner = await target.tenant.enter('learner1');
      const open = async (path: string, visitor: Visitor) =>
        (await send({ method: 'GET', path }, target, visitor)).status;
      expect(await open('/course/badges/:id', teacher)).toBe(200);
      expect(await open('/course/badges/:id/learner', teacher)).toBe(200);
      expect(await open('/course/drafts/:id', teacher)).toBe(200);
      expect(await open('/my/badges/:id', learner)).toBe(200);
    }
  });
});

describe.each(['another course', 'another deployment', 'another platform'])(
  'people of %s',
  (name) => {
    it.each(['teacher', 'learner1', 'learner2', 'admin'])(
      'as %s are refused every address with an id, and change nothing',
      async (as) => {
        const target = targetOf(name);
        const visitor = await attackers.get(name)!.enter(as);
        const before = await dump(laurel);
        const wrong: string[] = [];
        for (const route of routes().filter(namesSomething)) {
          // The same person's own badges are theirs in every course of the platform.
          const isOwn = as === 'learner1' && name !== 'another platform';
          if (isOwn && route.path.startsWith('/my/')) continue;
          // An administrator of the platform administers it from every course.
          const isTheirs = as === 'admin' && name !== 'another platform';
          if (isTheirs && route.path.startsWith('/admin/')) continue;
          const { status } = await send(route, target, visitor);
          const isRefused = route.path.startsWith('/my/') || as === 'teacher' ? [404] : [403, 404];
          const expected = route.path.startsWith('/admin/') ? [403, 404] : isRefused;
          if (!expected.includes(status)) wrong.push(`${route.method} ${route.path}: ${status}`);
        }
        expect(wrong).toEqual([]);
        expect(changesBetween(before, await dump(laurel))).toEqual([]);
      },
    );

    it('see nothing of it on any page without an id', async () => {
      const target = targetOf(name);
      const { ruleId, draftId, awardId } = target.ids;
      for (const as of ['teacher', 'learner2', ...(name === 'another platform' ? ['admin'] : [])]) {
        const visitor = await attackers.get(name)!.enter(as);
        for (const route of routes().filter((one) => !namesSomething(one))) {
          if (route.method !== 'GET') continue;
          // One person teaches both courses, and is offered what is their own.
          if (name === 'another course' && route.path === '/course/bring') continue;
          const { text } = await send(route, target, visitor);
          for (const secret of [ruleId, draftId, awardId, NAME, target.tenant.platformId]) {
            const isOwnPlatform =
              secret === target.tenant.platformId && name !== 'another platform';
            if (!isOwnPlatform) expect(text, `${as} ${route.path}`).not.toContain(secret);
          }
        }
      }
    });

    it('change nothing of it through a form without an id', async () => {
      const target = targetOf(name);
      const visitor = await attackers.get(name)!.enter('teacher');
      const before = await dump(laurel);
      for (const route of routes().filter((one) => !namesSomething(one))) {
        // Their own data is theirs to erase.
        if (route.method !== 'POST' || route.path.startsWith('/my/settings')) continue;
        await send(route, target, visitor);
      }
      const { ruleId, draftId, awardId } = target.ids;
      const after = await dump(laurel);
      const touched = changesBetween(before, after).filter((key) =>
        [ruleId, draftId, awardId, target.tenant.course.contextId].some((id) =>
          `${key} ${before.get(key) ?? ''}`.includes(id),
        ),
      );
      expect(touched.filter((key) => before.has(key))).toEqual([]);
    });
  },
);

describe('a badge given by hand', () => {
  it('is not given to somebody the course does not know', async () => {
    const target = targetOf('another course');
    const teacher = await victim.enter('teacher');
    const before = await dump(laurel);
    const stranger = { ...target, ids: { ...ids, userId: 'nobody-here' } };
    for (const action of ['award', 'deny', 'keep', 'revoke']) {
      const route = { method: 'POST' as const, path: `/course/badges/:id/${action}` };
      expect((await send(route, stranger, teacher)).status, action).toBe(404);
    }
    expect(changesBetween(before, await dump(laurel))).toEqual([]);
  });
});

describe('without a session', () => {
  it('every address of a tenant is refused', async () => {
    const wrong: string[] = [];
    const nobody: Visitor = { browser: createBrowser(), csrf: '', landed: {} as never };
    const before = await dump(laurel);
    for (const route of routes()) {
      if (route.path === '/admin/enter') continue;
      const { status } = await send(route, targetOf('another course'), nobody);
      // Canvas's answer to an authorisation is bound by its state, not by a session: without one it is no request at all.
      const refusal = route.path === '/course/sources/canvas/callback' ? 400 : 401;
      if (status !== refusal) wrong.push(`${route.method} ${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(changesBetween(before, await dump(laurel))).toEqual([]);
  });
});
