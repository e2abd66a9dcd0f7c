import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../src/base/index.js';
import {
  createBrowser,
  launch,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../lms/index.js';
import type { Tool } from '../lms/platform.js';
import { startTool } from './start-tool.js';

const DAY_MS = 86_400_000;
let laurel: Awaited<ReturnType<typeof startTool>>;
let moodle: MoodleLike;
let canvas: CanvasLike;

beforeAll(async () => {
  [laurel, moodle, canvas] = await Promise.all([startTool(), startMoodleLike(), startCanvasLike()]);
});
afterAll(async () => {
  await Promise.all([moodle.close(), canvas.close()]);
  await laurel.close();
});
beforeEach(async () => {
  await laurel.store.connection.db?.collection('lti_platforms').deleteMany({});
});

const originsOf = (platform: MoodleLike | CanvasLike) => [
  ...new Set(
    [platform.baseUrl, ...Object.values(platform.endpoints)].map((url) => new URL(url).origin),
  ),
];

async function invite(
  given: { origins?: string[]; deploymentPolicy?: 'admit' | 'approve'; lifeMs?: number } = {},
) {
  const { secret } = await laurel.lti.invitations.create({
    ...{ note: '', origins: [], deploymentPolicy: 'approve', lifeMs: DAY_MS },
    ...given,
  });
  return `${laurel.url}/register?invite=${secret}`;
}

async function register(platform: MoodleLike | CanvasLike, inviteUrl: string) {
  const browser = createBrowser();
  const consent = await browser.get(await platform.startRegistration(inviteUrl));
  const done = consent.status === 200 ? await browser.submit(consent, {}, '/register') : consent;
  const [registered] = await laurel.lti.platforms.list();
  return { browser, consent, done, registered };
}

describe('dynamic registration with Moodle', () => {
  it('says what it asks for and why, registers, and the activated tool launches', async () => {
    const { consent, done, registered } = await register(moodle, await invite());
    expect(consent.text).toContain('https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly');
    expect(consent.text).toContain('to tell who has passed');
    expect(consent.text).not.toMatch(/eyJ/);
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('data-close');
    expect(done.text).toContain('pending');
    expect(registered).toMatchObject({ family: 'moodle', issuer: moodle.issuer });
    const tool = moodle.tool(registered?.clientId ?? '');
    if (!tool) throw new Error('not registered at the platform');
    expect(await laurel.lti.deployments.list(registered?.id)).toMatchObject([
      { deploymentId: tool.deploymentId, status: 'approved' },
    ]);
    moodle.activate(tool);
    const { response } = await launch(moodle, { as: 'teacher', tool, link: moodle.addLink(tool) });
    expect(response.status, response.text).toBe(200);
    expect(JSON.parse(response.text).user).toMatchObject({ name: moodle.person('teacher').name });
  });
});

describe('Moodle’s “Update” of a registered tool', () => {
  async function registered() {
    const { registered: platform } = await register(moodle, await invite());
    const tool = moodle.tool(platform?.clientId ?? '');
    if (!platform || !tool) throw new Error('not registered');
    return { platform, tool };
  }
  const startUpdate = async (tool: Tool, inviteUrl: string) =>
    createBrowser().get(await moodle.startRegistration(inviteUrl, tool));
  const posts = () =>
    moodle.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('openid-registration.php'),
    ).length;

  it('says what changes, refreshes the one platform, keeps the rest and is on the audit log', async () => {
    const { platform, tool } = await registered();
    moodle.activate(tool);
    const old = `${moodle.baseUrl}/old/token.php`;
    await laurel.lti.platforms.change(platform.id, { tokenUrl: old, name: 'Our Moodle' });
    tool.settings.scopes = tool.settings.scopes.filter((scope) => !scope.includes('lti-nrps'));
    tool.settings.custom = {};
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(await invite(), tool));
    expect(page.status, page.text).toBe(200);
    for (const words of ['Update of an existing registration', 'Our Moodle', old, 'new']) {
      expect(page.text).toContain(words);
    }
    const done = await browser.submit(page, {}, '/register');
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('registration is updated');
    expect(done.text).toContain('data-close');
    expect(done.text).not.toContain('pending');
    expect(await laurel.lti.platforms.list()).toEqual([
      { ...platform, name: 'Our Moodle', tokenUrl: moodle.endpoints.tokenUrl },
    ]);
    expect(await laurel.lti.deployments.list(platform.id)).toHaveLength(1);
    expect(tool.settings).toMatchObject({
      active: true,
      custom: { context_history: expect.any(String) },
    });
    expect(tool.settings.scopes.join()).toContain('lti-nrps');
    const audit = laurel.store.connection.db!.collection('audit');
    const entry = await audit.findOne({ action: 'platform.updated', platformId: platform.id });
    expect(JSON.stringify(entry)).toContain(`${old} → ${moodle.endpoints.tokenUrl}`);
    const link = moodle.addLink(tool);
    const { response } = await launch(moodle, { as: 'teacher', tool, link });
    expect(response.status, response.text).toBe(200);
  });

  it('changes nothing anywhere before it is confirmed', async () => {
    const { platform, tool } = await registered();
    const before = posts();
    const page = await startUpdate(tool, await invite());
    expect(page.text).toContain('None of its addresses');
    expect(posts()).toBe(before);
    expect(await laurel.lti.platforms.list()).toEqual([platform]);
  });

  it('needs a good invitation, which it uses up', async () => {
    const { tool } = await registered();
    const inviteUrl = await invite();
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(inviteUrl, tool));
    expect((await browser.submit(page, {}, '/register')).status).toBe(200);
    expect((await startUpdate(tool, inviteUrl)).status).toBe(403);
  });

  it('of a tool that is gone at the platform is refused, and the invitation stays good', async () => {
    const { platform, tool } = await registered();
    const inviteUrl = await invite();
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(inviteUrl, tool));
    moodle.tools.splice(moodle.tools.indexOf(tool), 1);
    expect((await browser.submit(page, {}, '/register')).status).toBe(502);
    expect((await startUpdate(tool, inviteUrl)).status).toBe(502);
    expect(await laurel.lti.platforms.list()).toEqual([platform]);
    expect((await createBrowser().get(inviteUrl)).status).toBe(200);
  });

  it('of a tool that Laurel does not know is a registration', async () => {
    const { platform, tool } = await registered();
    await laurel.lti.platforms.remove(platform.id);
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(await invite(), tool));
    expect(page.text).toContain('Register Laurel here?');
    expect((await browser.submit(page, {}, '/register')).status).toBe(200);
    expect(await laurel.lti.platforms.list()).toMatchObject([{ clientId: tool.clientId }]);
  });

  it('by another site in the name of a registered issuer is refused, the platform left as it is', async () => {
    const { platform, tool } = await registered();
    const other = createServer((req, res) => {
      const base = `http://${req.headers.host}`;
      const json = (value: object) => res.end(JSON.stringify(value));
      if (req.url !== '/openid') return json({ client_id: tool.clientId });
      const at = { authorization_endpoint: `${base}/a`, token_endpoint: `${base}/t` };
      json({
        issuer: moodle.issuer,
        ...at,
        jwks_uri: `${base}/j`,
        registration_endpoint: `${base}/r`,
      });
    }).listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    try {
      const base = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      // Even where the invitation vouches for both origins.
      const inviteUrl = await invite({ origins: [base, moodle.baseUrl] });
      const url = new URL(await moodle.startRegistration(inviteUrl, tool));
      url.searchParams.set('openid_configuration', `${base}/openid`);
      const page = await createBrowser().get(url.href);
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('its own site')]);
      // Without the mark of an update it is a second registration of the same (issuer, client_id).
      url.searchParams.set('registration_token', 'plain');
      const browser = createBrowser();
      const second = await browser.submit(await browser.get(url.href), {}, '/register');
      expect(second.status).toBe(409);
      expect(await laurel.lti.platforms.list()).toEqual([platform]);
      expect((await createBrowser().get(inviteUrl)).status).toBe(200);
    } finally {
      other.close().closeAllConnections();
    }
  });
});

describe('dynamic registration with Canvas', () => {
  it('sends the bearer for the configuration, asks for placements, and holds the deployment', async () => {
    const inviteUrl = await invite({ origins: originsOf(canvas) });
    const { done, registered } = await register(canvas, inviteUrl);
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('approves the deployment');
    expect(registered).toMatchObject({ family: 'canvas', issuer: canvas.issuer });
    const tool = canvas.tool(registered?.clientId ?? '');
    if (!tool) throw new Error('not registered at the platform');
    expect(tool.settings.placements.map(({ placement }) => placement).sort()).toEqual([
      'assignment_selection',
      'course_navigation',
      'link_selection',
      'module_index_menu_modal',
    ]);
    expect(tool.settings.privacy).toBe('public');
    canvas.activate(tool);
    const launchIt = () => launch(canvas, { as: 'teacher', tool, placement: 'course_navigation' });
    expect((await launchIt()).response.status).toBe(403);
    const [waiting] = await laurel.lti.deployments.list(registered?.id);
    expect(waiting?.status).toBe('waiting');
    await laurel.lti.deployments.setStatus(
      registered?.id ?? '',
      waiting?.deploymentId ?? '',
      'approved',
    );
    const { response } = await launchIt();
    expect(response.status, response.text).toBe(200);
    expect(JSON.parse(response.text).custom).toHaveProperty('canvas_user_id');
    expect(JSON.parse(response.text).custom).toHaveProperty('context_history', '');
  });

  it('refuses endpoints on several origins that nobody vouched for', async () => {
    const { consent, registered } = await register(canvas, await invite());
    expect(consent.status).toBe(422);
    expect(consent.text).toContain('not on one site');
    expect(registered).toBeUndefined();
  });
});

describe('an invitation', () => {
  it('is good once', async () => {
    const inviteUrl = await invite();
    expect((await register(moodle, inviteUrl)).done.status).toBe(200);
    const again = await createBrowser().get(await moodle.startRegistration(inviteUrl));
    expect(again.status).toBe(403);
    expect(again.text).toContain('used already');
  });

  it('that is unknown or missing is refused in words', async () => {
    const browser = createBrowser();
    const unknown = await browser.get(`${laurel.url}/register?invite=nobody`);
    expect([unknown.status, unknown.text]).toEqual([
      403,
      expect.stringContaining('no such invitation'),
    ]);
    expect((await browser.get(`${laurel.url}/register`)).status).toBe(403);
    expect((await browser.get(`${laurel.url}/register?invite[$ne]=x`)).status).toBe(403);
  });

  it('that ran out is refused in words', async () => {
    const clock = createTestClock();
    const other = await startTool({ clock });
    try {
      const { secret } = await other.lti.invitations.create({
        ...{ note: '', origins: [], deploymentPolicy: 'approve', lifeMs: DAY_MS },
      });
      const url = `${other.url}/register?invite=${secret}`;
      expect((await createBrowser().get(url)).status).toBe(200);
      clock.advance(DAY_MS);
      const late = await createBrowser().get(url);
      expect([late.status, late.text]).toEqual([403, expect.stringContaining('no longer good')]);
    } finally {
      await other.close();
    }
  });

  it('can be used again when the platform did not take the registration, and nothing is kept', async () => {
    const inviteUrl = await invite();
    const started = new URL(await moodle.startRegistration(inviteUrl));
    started.searchParams.set('registration_token', 'garbage');
    const browser = createBrowser();
    const consent = await browser.get(started.href);
    const failed = await browser.submit(consent, {}, '/register');
    expect(failed.status).toBe(502);
    expect(failed.text).not.toContain('garbage');
    expect(await laurel.lti.platforms.list()).toEqual([]);
    expect((await register(moodle, inviteUrl)).done.status).toBe(200);
  });

  it('registers one platform when its page is sent twice at once', async () => {
    const browser = createBrowser();
    const consent = await browser.get(await moodle.startRegistration(await invite()));
    const done = await Promise.all([1, 2, 3].map(() => browser.submit(consent, {}, '/register')));
    expect(done.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await laurel.lti.platforms.list()).toHaveLength(1);
  });
});

describe('registration against a hostile configuration (SSRF)', () => {
  let server: Server;
  let base: string;
  let answer: (path: string) => [number, Record<string, string>, string];

  beforeAll(async () => {
    server = createServer((req, res) => {
      const [status, headers, body] = answer(req.url ?? '');
      res.writeHead(status, headers).end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close().closeAllConnections());

  const attempt = async (configuration: string) => {
    const url = new URL(await invite());
    url.searchParams.set('openid_configuration', configuration);
    return createBrowser().get(url.href);
  };

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/openid',
    'http://example.com/openid',
    'file:///etc/passwd',
    'https://user:word@example.com/',
    'gopher://127.0.0.1/',
  ])('does not fetch %s', async (address) => {
    const page = await attempt(address);
    expect([422, 502]).toContain(page.status);
  });

  it('does not follow a redirect', async () => {
    answer = () => [302, { location: 'http://169.254.169.254/' }, ''];
    expect((await attempt(`${base}/openid`)).status).toBe(502);
  });

  it('reads no oversized configuration', async () => {
    answer = () => [200, {}, `{"x":"${'y'.repeat(300_000)}"}`];
    expect((await attempt(`${base}/openid`)).status).toBe(502);
  });

  it.each([
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'registration_endpoint',
  ])('refuses a private or foreign %s', async (name) => {
    for (const address of ['http://10.0.0.1/x', 'https://elsewhere.example/x', 'javascript:x']) {
      const fine = {
        issuer: base,
        authorization_endpoint: `${base}/a`,
        token_endpoint: `${base}/t`,
        jwks_uri: `${base}/j`,
        registration_endpoint: `${base}/r`,
      };
      answer = () => [200, {}, JSON.stringify(fine)];
      expect((await attempt(`${base}/openid`)).status).toBe(200);
      answer = () => [200, {}, JSON.stringify({ ...fine, [name]: address })];
      expect((await attempt(`${base}/openid`)).status).toBe(422);
    }
  });
});

describe('registration by hand', () => {
  it('shows every value to copy, and keeps what was typed beside what was wrong', async () => {
    const browser = createBrowser();
    const page = await browser.get(await invite());
    for (const path of ['/lti/launch', '/lti/login', '/lti/keys', '/lti/canvas.json']) {
      expect(page.text).toContain(`${laurel.url}${path}`);
    }
    expect(page.text).toMatch(/context_history(=|&#x3D;)\$Context\.id\.history/);
    const { endpoints } = moodle;
    const typed = {
      name: 'Campus <b>Moodle</b>',
      family: 'moodle',
      issuer: endpoints.issuer,
      clientId: 'by-hand',
      authorizationUrl: endpoints.authorizationUrl,
      tokenUrl: 'http://10.0.0.1/token',
      jwksUrl: endpoints.jwksUrl,
    };
    const wrong = await browser.submit(page, typed, '/by-hand');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Campus &lt;b&gt;Moodle&lt;/b&gt;');
    expect(wrong.text).toContain('public https address');
    const right = { ...typed, tokenUrl: endpoints.tokenUrl, deploymentId: '7' };
    expect((await browser.submit(wrong, right, '/by-hand')).status).toBe(200);
    const [made] = await laurel.lti.platforms.list();
    expect(made).toMatchObject({ clientId: 'by-hand', issuer: endpoints.issuer });
  });

  it('refuses a second registration of the same issuer and client', async () => {
    const { endpoints } = moodle;
    const add = async () => {
      const browser = createBrowser();
      const page = await browser.get(await invite());
      const { issuer, authorizationUrl, tokenUrl, jwksUrl } = endpoints;
      const fields = { name: 'M', family: 'moodle', clientId: 'same' };
      return browser.submit(
        page,
        { ...fields, issuer, authorizationUrl, tokenUrl, jwksUrl },
        '/by-hand',
      );
    };
    expect((await add()).status).toBe(200);
    expect((await add()).status).toBe(409);
    expect(await laurel.lti.platforms.list()).toHaveLength(1);
  });

  it('gives Canvas a developer key’s configuration', async () => {
    const answer = await fetch(`${laurel.url}/lti/canvas.json`);
    expect(await answer.json()).toMatchObject({
      oidc_initiation_url: `${laurel.url}/lti/login`,
      public_jwk_url: `${laurel.url}/lti/keys`,
      custom_fields: { context_history: '$Context.id.history' },
      extensions: [{ platform: 'canvas.instructure.com', privacy_level: 'public' }],
    });
  });
});
