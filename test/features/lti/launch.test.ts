import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBrowser,
  launch,
  startMoodleLike,
  type MoodleLike,
} from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTool } from '../../support/start-tool.js';

let moodle: MoodleLike;
let laurel: Awaited<ReturnType<typeof startTool>>;
let tool: Tool;
let platformId: string;

beforeAll(async () => {
  laurel = await startTool();
  moodle = await startMoodleLike();
  ({ tool, platformId } = await laurel.register(moodle));
});
afterAll(async () => {
  await moodle.close();
  await laurel.close();
});

describe('a launch that is refused', () => {
  it('is not called a session that has ended', async () => {
    const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'state=v1.unknown&id_token=none';
    const answer = await fetch(`${laurel.url}/lti/launch`, { method: 'POST', headers, body });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain('<h1>Laurel could not be opened</h1>');
    expect(page).not.toContain('session has ended');
  });
});

describe('a login', () => {
  it('is begun sixty times in ten minutes by one person at the most, whatever a page asks for', async () => {
    const count = () => laurel.store.connection.collection('lti_logins').countDocuments();
    const begin = (hint: string) =>
      fetch(
        `${laurel.url}/lti/login?${new URLSearchParams({
          iss: tool.issuer,
          client_id: tool.clientId,
          login_hint: hint,
          target_link_uri: `${laurel.url}/lti/launch`,
        }).toString()}`,
        { redirect: 'manual', headers: { accept: 'text/html', 'accept-language': 'fr' } },
      );
    const answers = [];
    for (let turn = 0; turn < 300; turn++) answers.push(await begin('one learner'));
    // A login that no launch has answered leaves nothing in the store, however many are begun.
    expect(await count()).toBe(0);
    expect(answers.filter(({ status }) => status === 302)).toHaveLength(60);
    const refused = answers.at(-1);
    expect(refused?.status).toBe(429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.text()).toContain('Laurel a été ouvert trop souvent');
    expect((await begin('another learner')).status).toBe(302);
  });
});

describe('a login of an issuer that is registered otherwise', () => {
  const begin = (iss: string) =>
    fetch(
      `${laurel.url}/lti/login?${new URLSearchParams({
        iss,
        client_id: tool.clientId,
        login_hint: 'somebody',
        target_link_uri: `${laurel.url}/lti/launch`,
      }).toString()}`,
      { redirect: 'manual', headers: { accept: 'text/html' } },
    );

  it('is told which one is, where only the spelling differs', async () => {
    const answer = await begin(`${tool.issuer}/`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(`registered here as “${tool.issuer}”`);
  });

  it('is told nothing of it where it is another', async () => {
    const answer = await begin('https://elsewhere.example/');
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain(tool.issuer);
  });
});

describe('a launch from a Moodle-like platform', () => {
  it.each(['GET', 'POST'] as const)(
    'opens a bound session after a login by %s',
    async (loginBy) => {
      const result = await launch(moodle, { as: 'teacher', loginBy });
      expect(result.response.status).toBe(200);
      expect(JSON.parse(result.response.text)).toMatchObject({
        platformId,
        deploymentId: tool.deploymentId,
        strength: 'bound',
        context: { id: moodle.course.id, title: moodle.course.title },
        user: { id: moodle.person('teacher').sub },
        resourceLink: { id: tool.link.id },
      });
    },
  );

  it('leaves no token in an address or a log line', async () => {
    const { steps, idToken, state } = await launch(moodle, { as: 'learner1' });
    const ours = steps.filter((step) => step.url.startsWith(laurel.url));
    expect(ours.length).toBeGreaterThan(2);
    for (const { url } of ours) expect(url.replace(/\/lti\/login.*/, '')).not.toContain('?');
    expect(laurel.lines.join('')).not.toContain(idToken);
    expect(laurel.lines.join('')).not.toContain(state);
  });

  it('keeps the course, the activity with its line item, and the services', async () => {
    await launch(moodle, { as: 'teacher' });
    const key = { platformId, deploymentId: tool.deploymentId, contextId: moodle.course.id };
    expect(await laurel.lti.contexts.find(key)).toMatchObject({
      title: moodle.course.title,
      services: { ags: { lineItemsUrl: expect.stringContaining('type_id=') } },
    });
    expect(await laurel.lti.contexts.links(key)).toMatchObject([
      { id: tool.link.id, lineItemUrl: expect.stringContaining('/lineitem') },
    ]);
    const [deployment] = await laurel.lti.deployments.list(platformId);
    expect(deployment?.frameOrigins).toContain(new URL(moodle.baseUrl).origin);
  });

  it('replaces the roles of the launch before in the same browser', async () => {
    const browser = createBrowser();
    await launch(moodle, { as: 'teacher', browser });
    expect((await browser.get(`${laurel.url}/teach`)).status).toBe(200);
    await launch(moodle, { as: 'learner1', browser });
    expect((await browser.get(`${laurel.url}/teach`)).status).toBe(403);
  });

  it('without any role comes in, and not where teachers or administrators go (LTI 1.3 Core, 5.3.7)', async () => {
    moodle.onIdToken = (draft) => {
      draft.claims['https://purl.imsglobal.org/spec/lti/claim/roles'] = [];
      return draft;
    };
    const browser = createBrowser();
    const { response } = await launch(moodle, { as: 'learner1', browser });
    moodle.onIdToken = (draft) => draft;
    expect(response.status).toBe(200);
    expect(laurel.launches.at(-1)?.roles).toEqual([]);
    expect((await browser.get(`${laurel.url}/teach`)).status).toBe(403);
  });

  it('sets cookies that a frame keeps: SameSite=None; Secure; Partitioned', async () => {
    const { url, fields } = moodle.startLaunch({ as: 'teacher' });
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('state'));
    expect(cookie).toMatch(/SameSite=None/);
    expect(cookie).toMatch(/Secure/);
    expect(cookie).toMatch(/Partitioned/);
    expect(cookie).toMatch(/HttpOnly/);
  });

  it('sends the registered redirect_uri whatever target_link_uri the login names', async () => {
    const { url, fields } = moodle.startLaunch({ as: 'teacher' });
    const body = new URLSearchParams({ ...fields, target_link_uri: 'https://evil.example/?a=1' });
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    const to = new URL(answer.headers.get('location') ?? '');
    expect(to.origin).toBe(new URL(moodle.baseUrl).origin);
    expect(to.searchParams.get('redirect_uri')).toBe(`${laurel.url}/lti/launch`);
    expect(to.searchParams.get('response_mode')).toBe('form_post');
    expect(to.searchParams.get('scope')).toBe('openid');
    expect(to.searchParams.get('prompt')).toBe('none');
  });

  it('does not fetch anything from the platform but its keys', async () => {
    const before = moodle.requests.length;
    await launch(moodle, { as: 'teacher' });
    const asked = moodle.requests
      .slice(before)
      .filter(({ headers }) => headers['user-agent']?.includes('Laurel') || !headers['accept']);
    expect(asked.every(({ path }) => path.includes('certs'))).toBe(true);
  });

  it('lets teachers in where teachers go, administrators where they go, and tells others why not', async () => {
    const browser = createBrowser();
    const see = async (as: string, path: string) => {
      await launch(moodle, { as, browser });
      const { status, text } = await browser.get(`${laurel.url}${path}`);
      return { status, text };
    };
    expect((await see('teacher', '/teach')).status).toBe(200);
    expect((await see('teacher', '/manage')).status).toBe(403);
    expect((await see('admin', '/manage')).status).toBe(200);
    const refused = await see('learner1', '/teach');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('for the teachers of the course');
  });
});

describe('a launch without cookies and without platform storage', () => {
  it('asks the person, and a same-origin yes opens a session that looks but does not act', async () => {
    const browser = createBrowser({ blockToolCookies: true });
    const asked = await launch(moodle, { as: 'teacher', browser });
    const { name } = moodle.person('teacher');
    expect(asked.response.text).toContain(`Continue as ${name} in ${moodle.course.title}?`);
    expect(asked.response.text).toContain(new URL(laurel.url).host);
    expect(asked.response.headers.get('content-security-policy')).toContain(
      `frame-ancestors ${new URL(moodle.baseUrl).origin}`,
    );
    const proceed = await browser.submit(asked.response, {}, '/lti/continue');
    expect(proceed.text).toContain('/here');
    const here = await browser.submit(proceed, {}, '/here');
    expect(JSON.parse(here.text)).toMatchObject({ strength: 'confirmed' });
  });

  it('takes a yes once', async () => {
    const browser = createBrowser({ blockToolCookies: true });
    const { response } = await launch(moodle, { as: 'teacher', browser });
    expect((await browser.submit(response, {}, '/lti/continue')).status).toBe(200);
    expect((await browser.submit(response, {}, '/lti/continue')).status).toBe(401);
  });

  it('refuses a yes from another site (login CSRF)', async () => {
    const browser = createBrowser({ blockToolCookies: true });
    const { response } = await launch(moodle, { as: 'teacher', browser });
    const held = /name="held" value="([^"]+)"/.exec(response.text)?.[1] ?? '';
    const send = (headers: Record<string, string>) =>
      browser.post(`${laurel.url}/lti/continue`, { held }, headers);
    expect((await send({ origin: moodle.baseUrl })).status).toBe(403);
    expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send({ 'sec-fetch-site': 'none' })).status).toBe(403);
    expect((await send({})).status).toBe(403);
    expect((await send({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('does not take a made-up proof of platform storage for one', async () => {
    const browser = createBrowser({ blockToolCookies: true });
    const { response } = await launch(moodle, { as: 'teacher', browser });
    const proceed = await browser.submit(response, { platform_state: 'guess' }, '/lti/continue');
    const here = await browser.submit(proceed, {}, '/here');
    expect(JSON.parse(here.text)).toMatchObject({ strength: 'confirmed' });
  });
});
