import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, formsOf, launch } from '../support/lms/index.js';
import { changesBetween, dump } from './dump.js';
import { everyRoute, type Route } from './every-route.js';
import { openEverybody, type Everybody } from './everybody.js';
import type { Visitor } from './two-courses.js';

let world: Everybody;
beforeAll(async () => {
  world = await openEverybody();
});
afterAll(() => world.close());

async function send(route: Route, { browser, csrf }: Visitor) {
  const { ids, laurel } = world;
  const address = world.addressOf(route);
  if (route.method === 'GET') return browser.request(`${address}?user=${ids.userId}`);
  const fields = {
    _csrf: csrf,
    userId: ids.userId,
    reason: 'because',
    do: 'activate',
    sure: 'yes',
  };
  const body = new URLSearchParams(fields);
  return browser.request(address, { method: 'POST', body, headers: { origin: laurel.url } });
}

/** Bound by Canvas's own answer, not by who comes: without a state of ours it is no request at all. */
const CALLBACK = '/course/sources/canvas/callback';

describe('a person of the course', () => {
  it.each<[string, keyof Everybody['visitors'], RegExp]>([
    ['a learner is refused every page and form of teachers', 'learner', /^\/course(\/|$)/],
    ['a learner is refused every page and form of administrators', 'learner', /^\/admin(\/|$)/],
    ['a teacher is refused every page and form of administrators', 'teacher', /^\/admin(\/|$)/],
  ])('%s, and changes nothing', async (_words, who, paths) => {
    const before = await dump(world.laurel);
    const routes = everyRoute(world.laurel.app).filter(({ path }) => paths.test(path));
    expect(routes.length).toBeGreaterThan(15);
    const wrong: string[] = [];
    for (const route of routes) {
      // The way in of a one-time link asks for the link, whoever comes.
      if (route.path === CALLBACK || route.path === '/admin/enter') continue;
      const { status } = await send(route, world.visitors[who]);
      if (status !== 403 && status !== 404) wrong.push(`${route.method} ${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(changesBetween(before, await dump(world.laurel))).toEqual([]);
  });

  it('becomes no teacher by what a form or an address says', async () => {
    const { browser, csrf } = world.visitors.learner;
    const roles = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor';
    for (const path of ['/course', '/course/new']) {
      const query = new URLSearchParams({
        roles,
        role: 'operator',
        platformId: 'x',
        strength: 'bound',
      });
      const address = `${world.laurel.url}${path}`;
      expect((await browser.get(`${address}?${query.toString()}`)).status).toBe(403);
      const sent = await browser.post(address, { _csrf: csrf, roles, do: 'save' });
      expect([403, 404]).toContain(sent.status);
    }
  });
});

describe('a badge activated twice at the same moment', () => {
  it('is active once', async () => {
    const { laurel, tenant } = world;
    const { browser } = await tenant.enter('teacher');
    const typed = { name: 'Raced', canDo: 'win', criteria: 'Be first.', release: 'immediately' };
    const first = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(first, { ...typed, do: 'simulate' }, '/course/new');
    const form = formsOf(looked).find(({ action }) => action.includes('/course/drafts/'));
    const fields = { ...form?.fields, ...typed, do: 'activate' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() =>
        browser.request(form?.action ?? '', {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers: { origin: laurel.url },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 303).length).toBeGreaterThan(0);
    for (const { status } of answers) expect(status).toBeLessThan(500);
    const course = await browser.get(`${laurel.url}/course`);
    const rules = new Set(course.text.match(/\/course\/badges\/[\w-]+/g) ?? []);
    expect([...rules].filter((path) => path.includes(world.ids.ruleId))).toHaveLength(1);
    expect(rules.size).toBe(2);
  });
});

describe('a session without cookies', () => {
  /** Somebody whose browser keeps nothing, with the token that their page carries. */
  async function enterFramed(as: string) {
    const browser = createBrowser({ blockToolCookies: true });
    const { moodle } = world;
    const { response } = await launch(moodle, { as, browser, link: world.tenant.tool.link });
    const proceed = await browser.submit(response, {}, '/lti/continue');
    return { browser, response, frame: formsOf(proceed)[0]?.fields['_frame'] ?? '' };
  }

  it('gives its pages to whoever has its token and to nobody by its address', async () => {
    const { frame } = await enterFramed('learner1');
    const read = (headers: Record<string, string>) =>
      createBrowser().request(`${world.laurel.url}/my`, { headers });
    expect((await read({ 'x-laurel-frame': frame })).status).toBe(200);
    expect((await read({})).status).toBe(401);
    const inAddress = `${world.laurel.url}/my?_frame=${encodeURIComponent(frame)}`;
    expect((await createBrowser().request(inAddress)).status).toBe(401);
    for (const broken of [frame.slice(0, -2), `${frame}A`, frame.toUpperCase(), 'v1.x.y.z.w']) {
      expect((await read({ 'x-laurel-frame': broken })).status).toBe(401);
    }
  });

  it('takes no other sealed value of ours for its token', async () => {
    for (const purpose of ['lti held launch', 'lti launch again', 'lti registration offer']) {
      const later = `${Date.now() + 3_600_000}`;
      const token = world.laurel.sealer.seal(`${later}:secret`, purpose);
      const headers = { 'x-laurel-frame': token };
      const answer = await createBrowser().request(`${world.laurel.url}/my`, { headers });
      expect(answer.status).toBe(401);
    }
  });

  it('that was only confirmed looks and does not act, whatever token comes with it', async () => {
    const { frame } = await enterFramed('learner1');
    const headers = { 'x-laurel-frame': frame, origin: world.laurel.url };
    const page = await createBrowser().request(`${world.laurel.url}/my/settings`, { headers });
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const before = await dump(world.laurel);
    for (const token of [csrf, world.visitors.learner.csrf, '']) {
      const answer = await createBrowser().request(`${world.laurel.url}/my/settings/name`, {
        method: 'POST',
        headers: { ...headers, 'x-csrf-token': token },
        body: new URLSearchParams({ nameChoice: 'none' }),
      });
      expect(answer.status).toBe(403);
    }
    expect(changesBetween(before, await dump(world.laurel))).toEqual([]);
  });

  it('is opened by one yes: the same page in another browser opens nothing', async () => {
    const { response } = await enterFramed('learner2');
    const other = createBrowser();
    expect((await other.submit(response, {}, '/lti/continue')).status).toBe(401);
    expect(other.cookies(world.laurel.url)).toEqual({});
  });
});

describe('a session’s cookie', () => {
  it('that somebody planted is never taken over by a launch (session fixation)', async () => {
    const { laurel, moodle, tenant, visitors } = world;
    const planted = visitors.learner.browser.cookies(laurel.url)['laurel'] ?? '';
    expect(planted).not.toBe('');
    for (const cookie of ['fixed-by-an-attacker', planted]) {
      const victim = createBrowser();
      victim.plant(laurel.url, 'laurel', cookie);
      await launch(moodle, { as: 'teacher', browser: victim, link: tenant.tool.link });
      expect(victim.cookies(laurel.url)['laurel']).not.toBe(cookie);
      const thief = createBrowser();
      thief.plant(laurel.url, 'laurel', cookie);
      expect((await thief.get(`${laurel.url}/course`)).status).toBe(401);
    }
  });
});
