import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminCommand } from '../../src/admin/index.js';
import {
  createBrowser,
  launch,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../lms/index.js';
import type { Tool } from '../lms/platform.js';
import { startTestLaurel, type TestLaurel } from '../start-test-laurel.js';

type Platform = MoodleLike | CanvasLike;
let laurel: TestLaurel;
let moodle: MoodleLike;
let canvas: CanvasLike;
const registered = {} as Record<'moodle' | 'canvas', { id: string; tool: Tool }>;

async function register(platform: Platform) {
  const { url } = laurel;
  const tool = platform.registerTool({
    url,
    loginUrl: `${url}/lti/login`,
    launchUrl: `${url}/lti/launch`,
    redirectUris: [`${url}/lti/launch`],
    jwksUrl: `${url}/lti/keys`,
    deepLinkingUrl: `${url}/lti/launch`,
  });
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id, createdAt } = await laurel.lti.platforms.add({
    ...{ name: platform.name, family: platform.kind },
    ...{ issuer, clientId, authorizationUrl, tokenUrl, jwksUrl },
  });
  await laurel.lti.deployments.ensure({
    ...{ platformId: id, deploymentId: tool.deploymentId, status: 'approved' },
    ...{ frameOrigins: [], firstSeenAt: createdAt },
  });
  return { id, tool };
}

beforeAll(async () => {
  [laurel, moodle, canvas] = await Promise.all([
    startTestLaurel(),
    startMoodleLike(),
    startCanvasLike(),
  ]);
  registered.moodle = await register(moodle);
  registered.canvas = await register(canvas);
});
afterAll(async () => {
  await Promise.all([moodle.close(), canvas.close()]);
  await laurel.close();
});

async function makeLink(): Promise<string> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await adminCommand(['link'], { ...laurel, entries: laurel.admin.entries, print });
  return lines[0] ?? '';
}

async function enterAsOperator() {
  const browser = createBrowser();
  const page = await browser.get(await makeLink());
  const inside = await browser.submit(page, {}, '/admin/enter');
  expect(inside.status, inside.text).toBe(200);
  return browser;
}

async function enterAs(platform: Platform, as: string) {
  const browser = createBrowser();
  await launch(platform, { as, browser });
  return browser;
}

describe('a one-time link', () => {
  it('opens the operator’s pages once; looking at it does not use it up', async () => {
    const link = await makeLink();
    const browser = createBrowser();
    await browser.get(link);
    const page = await browser.get(link);
    const inside = await browser.submit(page, {}, '/admin/enter');
    expect(inside.text).toContain('Administration');
    expect(inside.url).not.toContain('link=');
    const again = await createBrowser().submit(page, {}, '/admin/enter');
    expect(again.status).toBe(403);
  });

  it('that nobody made opens nothing', async () => {
    const browser = createBrowser();
    const page = await browser.get(`${laurel.url}/admin/enter?link=${'a'.repeat(32)}`);
    expect((await browser.submit(page, {}, '/admin/enter')).status).toBe(403);
    expect((await browser.get(`${laurel.url}/admin`)).status).toBe(401);
  });
});

describe('who may come in', () => {
  it('is no learner and no teacher', async () => {
    for (const as of ['learner1', 'teacher']) {
      const browser = await enterAs(moodle, as);
      for (const path of [
        '',
        '/platforms',
        '/audit',
        '/audit.csv',
        '/keys',
        '/invitations',
        '/issuer',
      ]) {
        expect((await browser.get(`${laurel.url}/admin${path}`)).status, `${as} ${path}`).toBe(403);
      }
    }
  });

  it('is an LMS administrator, who sees their own platform only', async () => {
    const browser = await enterAs(moodle, 'admin');
    const list = await browser.get(`${laurel.url}/admin/platforms`);
    expect(list.text).toContain(registered.moodle.id);
    expect(list.text).not.toContain(registered.canvas.id);
    const own = `${laurel.url}/admin/platforms/${registered.moodle.id}`;
    const other = `${laurel.url}/admin/platforms/${registered.canvas.id}`;
    expect((await browser.get(own)).status).toBe(200);
    expect((await browser.get(other)).status).toBe(404);
    expect((await browser.get(`${other}/self-test`)).status).toBe(404);
    const page = await browser.get(own);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const send = (path: string, fields: object) =>
      browser.post(`${other}${path}`, { _csrf: csrf, ...fields }, { origin: laurel.url });
    expect((await send('/policy', { designers: 'administrators' })).status).toBe(404);
    expect((await send('/frames', { frameOrigins: 'https://evil.example' })).status).toBe(404);
    expect((await send('', { change: 'disable' })).status).toBe(404);
    const approve = { deploymentId: registered.canvas.tool.deploymentId, status: 'refused' };
    expect((await send('/deployments', approve)).status).toBe(404);
    for (const path of ['/invitations', '/keys']) {
      expect((await browser.get(`${laurel.url}/admin${path}`)).status).toBe(404);
    }
    const [deployment] = await laurel.lti.deployments.list(registered.canvas.id);
    expect(deployment?.status).toBe('approved');
  });

  it('does not read another platform’s audit log', async () => {
    await laurel.audit.record({
      ...{ actor: 'x', action: 'thing.done', subject: 'thing:secret-of-canvas' },
      platformId: registered.canvas.id,
    });
    const browser = await enterAs(moodle, 'admin');
    expect((await browser.get(`${laurel.url}/admin/audit`)).text).not.toContain('secret-of-canvas');
    expect((await browser.get(`${laurel.url}/admin/audit.csv`)).text).not.toContain(
      'secret-of-canvas',
    );
    const operator = await enterAsOperator();
    const csv = await operator.get(`${laurel.url}/admin/audit.csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain('secret-of-canvas');
  });
});

describe('what the operator does', () => {
  let browser: Awaited<ReturnType<typeof enterAsOperator>>;
  beforeEach(async () => {
    browser = await enterAsOperator();
  });
  const at = (path: string) => `${laurel.url}/admin${path}`;

  it('makes an invitation, shown once, that registers a platform', async () => {
    const page = await browser.get(at('/invitations'));
    const made = await browser.submit(page, { note: 'Campus', days: '3' }, '/admin/invitations');
    const address = /register\?invite=[\w-]+/.exec(made.text.replaceAll('&#x3D;', '='))?.[0] ?? '';
    expect(address).not.toBe('');
    expect((await createBrowser().get(`${laurel.url}/${address}`)).status).toBe(200);
    expect((await browser.get(at('/invitations'))).text).not.toContain(address);
  });

  it('keeps what was typed when an invitation is wrong', async () => {
    const page = await browser.get(at('/invitations'));
    const fields = { note: 'Keep me', days: '400', origins: 'no-origin' };
    const wrong = await browser.submit(page, fields, '/admin/invitations');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Keep me');
  });

  it('approves a waiting deployment', async () => {
    const platformId = registered.moodle.id;
    await laurel.lti.deployments.ensure({
      ...{ platformId, deploymentId: 'new', status: 'waiting', frameOrigins: [] },
      firstSeenAt: new Date(),
    });
    expect((await browser.get(at(''))).text).toContain('waits for approval');
    const page = await browser.get(at(`/platforms/${platformId}`));
    expect(page.text).not.toContain('class="notice error"');
    const fields = { deploymentId: 'new', status: 'approved' };
    await browser.submit(page, fields, '/deployments');
    expect((await laurel.lti.deployments.find(platformId, 'new'))?.status).toBe('approved');
    const audit = await browser.get(at('/audit'));
    expect(audit.text).toContain('deployment.approved');
  });

  it('sets who designs badges and where Laurel is shown', async () => {
    const path = `/platforms/${registered.moodle.id}`;
    const page = await browser.get(at(path));
    await browser.submit(page, { designers: 'administrators', needsApproval: 'yes' }, '/policy');
    await browser.submit(page, { frameOrigins: 'https://Moodle.example.edu' }, '/frames');
    expect(await laurel.lti.platforms.find(registered.moodle.id)).toMatchObject({
      badgePolicy: { designers: 'administrators', needsApproval: true },
      frameOrigins: ['https://moodle.example.edu'],
    });
    const wrong = await browser.submit(page, { frameOrigins: "'none'; script-src *" }, '/frames');
    expect(wrong.status).toBe(422);
  });

  it('rotates keys with overlap; a launch in between works', async () => {
    const page = await browser.get(at('/keys'));
    await browser.submit(page, {}, '/rotate');
    expect((await laurel.lti.keys.jwks()).keys).toHaveLength(2);
    await browser.submit(page, {}, '/rotate');
    expect((await laurel.lti.keys.jwks()).keys).toHaveLength(2);
    const { response } = await launch(moodle, { as: 'learner1' });
    expect(response.status).toBe(200);
  });

  it('changes nothing by a form without the session’s token (CSRF)', async () => {
    const platform = `/platforms/${registered.canvas.id}`;
    const forms: [string, Record<string, string>][] = [
      [platform, { change: 'disable' }],
      [`${platform}/policy`, { designers: 'administrators' }],
      [`${platform}/frames`, { frameOrigins: '' }],
      [`${platform}/deployments`, { deploymentId: 'x', status: 'refused' }],
      ['/invitations', { days: '1' }],
      ['/invitations/withdraw', { id: 'x' }],
      ['/keys/rotate', {}],
    ];
    for (const [path, fields] of forms) {
      const bare = await browser.post(at(path), fields, { origin: laurel.url });
      expect(bare.status, path).toBe(403);
      const foreign = await browser.post(at(path), fields, { origin: 'https://evil.example' });
      expect(foreign.status, path).toBe(403);
    }
    expect((await laurel.lti.platforms.find(registered.canvas.id))?.status).toBe('active');
  });
});

describe('the self-test', () => {
  const test = async (platform: Platform, id: string) => {
    const browser = await enterAs(platform, 'admin');
    return (await browser.get(`${laurel.url}/admin/platforms/${id}/self-test`)).text;
  };

  it.each(['moodle', 'canvas'] as const)(
    'is green at a %s-like platform after a launch',
    async (kind) => {
      const platform = kind === 'moodle' ? moodle : canvas;
      await launch(platform, { as: 'teacher' });
      const text = await test(platform, registered[kind].id);
      expect(text).toContain('Everything works.');
      expect(text).not.toContain('does not work');
      expect(text).toContain('The platform publishes one key.');
      expect(text).not.toMatch(/\{\w+\}/);
    },
  );

  it('says “not yet testable” before the first launch in a course', async () => {
    const fresh = await startMoodleLike();
    try {
      const { id } = await register(fresh);
      const operator = await enterAsOperator();
      const { text } = await operator.get(`${laurel.url}/admin/platforms/${id}/self-test`);
      expect(text).toContain('not yet testable');
      expect(text).toContain('Open Laurel once in a course');
    } finally {
      await fresh.close();
    }
  });
});

describe('the self-test with a fault planted', () => {
  /** What the page says is wrong, and what to do about it. */
  async function faultsOf(id: string): Promise<string> {
    const operator = await enterAsOperator();
    const { text } = await operator.get(`${laurel.url}/admin/platforms/${id}/self-test`);
    const rows = [...text.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) => row);
    return rows
      .filter((row) => row.includes('does not work'))
      .join('\n')
      .replace(/<[^>]+>/g, ' ');
  }
  const id = () => registered.moodle.id;
  const change = (changes: object) => laurel.lti.platforms.change(id(), changes);

  afterEach(async () => {
    const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = registered.moodle.tool;
    await change({ issuer, clientId, authorizationUrl, tokenUrl, jwksUrl });
    moodle.faults.clear();
  });

  it('says nothing without one', async () => {
    await launch(moodle, { as: 'teacher' });
    expect(await faultsOf(id())).toBe('');
  });

  it.each<[string, () => unknown, string]>([
    [
      'a wrong client ID',
      () => change({ clientId: 'other' }),
      'check the authentication request URL, the client ID',
    ],
    [
      'a wrong sign-in address',
      () => change({ authorizationUrl: `${moodle.baseUrl}/nothing` }),
      'check the authentication request URL',
    ],
    [
      'a wrong key set address',
      () => change({ jwksUrl: `${moodle.baseUrl}/nothing` }),
      'Copy the public keyset URL',
    ],
    [
      'a key set nobody serves',
      () => change({ jwksUrl: 'http://127.0.0.1:9/jwks' }),
      'firewall, DNS',
    ],
    [
      'a private address',
      () => change({ jwksUrl: 'https://10.0.0.1/jwks' }),
      'ALLOW_PRIVATE_HOSTS',
    ],
    [
      'a wrong token address',
      () => change({ tokenUrl: 'http://127.0.0.1:9/token' }),
      'Check the access token URL',
    ],
    [
      'a gradebook that fails',
      () => moodle.faults.add({ kind: 'html', match: '/lineitems' }),
      'Try again in a minute',
    ],
    [
      'a roster that is refused',
      () => moodle.faults.add({ kind: 'unauthorized401', match: '/memberships' }),
      'names and roles',
    ],
    [
      'a scope that was cut',
      () =>
        Object.assign(registered.moodle.tool.settings, {
          scopes: registered.moodle.tool.settings.scopes.filter((one) => !one.includes('nrps')),
        }),
      'Allow the tool this service',
    ],
    [
      'a deployment that waits',
      () => laurel.lti.deployments.setStatus(id(), registered.moodle.tool.deploymentId, 'waiting'),
      'Approve or refuse',
    ],
  ])('names the fix for %s', async (_what, plant, fix) => {
    const { settings } = registered.moodle.tool;
    const scopes = [...settings.scopes];
    await plant();
    try {
      expect(await faultsOf(id())).toContain(fix);
    } finally {
      settings.scopes = scopes;
      await laurel.lti.deployments.setStatus(id(), registered.moodle.tool.deploymentId, 'approved');
    }
  });
});
