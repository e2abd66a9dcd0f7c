import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanvasLike, type CanvasLike } from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { openOperator } from './everybody.js';
import { openTenant, register, setUpBadge, type Tenant, type Visitor } from './two-courses.js';

let laurel: TestLaurel;
let canvas: CanvasLike;
let platformId: string;
let first: Tenant;
let second: Tenant;
let visitor: Visitor;

beforeAll(async () => {
  laurel = await startTestLaurel();
  canvas = await startCanvasLike();
  const tool = canvas.registerTool({ url: laurel.url });
  platformId = await register(laurel, canvas, tool);
  first = openTenant(laurel, canvas, platformId, tool);
  await setUpBadge(laurel, first, 'Of the first school');
  second = openTenant(laurel, canvas, platformId, canvas.deploy(tool));
  await second.enter('teacher');
  visitor = await second.enter('admin');
});
afterAll(async () => {
  await canvas.close();
  await laurel.close();
});

const at = (path: string) => `${laurel.url}/admin${path}`;
const post = ({ browser, csrf }: Visitor, path: string, fields: Record<string, string>) =>
  browser.request(at(path), {
    method: 'POST',
    body: new URLSearchParams({ ...fields, _csrf: csrf }),
    headers: { origin: laurel.url },
  });

const ofWhole = (): [string, Record<string, string>][] => [
  ['/deployments', { deploymentId: first.tool.deploymentId, status: 'refused' }],
  ['/deployments', { deploymentId: second.tool.deploymentId, status: 'refused' }],
  ['', { change: 'together' }],
];

const issuerForm = (name: string, revision = '0') => ({
  name,
  url: 'https://other.example/',
  identity: 'did:web',
  revision,
});

const brandForm = (design: string, revision = '1') => ({
  design,
  paper: 'letter',
  orientation: 'portrait',
  accent: '#7a1f2b',
  name1: 'Prof. Second',
  revision,
});

/** Addresses of the first deployment's settings, as its own administrator or the operator has them. */
const ofFirst = (page: string) =>
  `/platforms/${platformId}${page}?deployment=${encodeURIComponent(first.tool.deploymentId)}`;

const framersOf = async ({ browser }: Visitor) =>
  (await browser.get(`${laurel.url}/my/settings`)).headers.get('content-security-policy') ?? '';

describe('two deployments of one registration (LTI 1.3 Core, 3.1.3)', () => {
  it('are administered each by its own: what holds for both is nobody’s of them', async () => {
    const before = await laurel.lti.platforms.find(platformId);
    for (const [path, fields] of ofWhole()) {
      const { status } = await post(visitor, `/platforms/${platformId}${path}`, fields);
      expect([path, status]).toEqual([path, 404]);
    }
    expect(await laurel.lti.platforms.find(platformId)).toEqual(before);
    const known = await laurel.lti.deployments.list(platformId);
    expect(known.map(({ status }) => status)).toEqual(['approved', 'approved']);
  });

  it('set nothing of each other’s, however they name it', async () => {
    const other = await laurel.lti.deployments.find(platformId, first.tool.deploymentId);
    const forms: [string, Record<string, string>][] = [
      ['/frames', { frameOrigins: 'https://evil.example' }],
      ['/policy', { designers: 'administrators' }],
      ['/reset', {}],
      ['/issuer', issuerForm('Another school')],
      ['/issuer/give-up', { revision: '0' }],
      ['/issuer/brand', brandForm('modern')],
    ];
    for (const [page, fields] of forms) {
      const { status } = await post(visitor, ofFirst(page), fields);
      expect([page, status]).toEqual([page, 404]);
    }
    for (const page of ['', '/issuer', '/issuer/brand'])
      expect((await visitor.browser.get(at(ofFirst(page)))).status).toBe(404);
    expect(await laurel.lti.deployments.find(platformId, first.tool.deploymentId)).toEqual(other);
  });

  it('frame each where it is: one’s list is in no answer to the other', async () => {
    const own = { frameOrigins: 'https://second.example' };
    expect((await post(visitor, `/platforms/${platformId}/frames`, own)).status).toBe(303);
    expect(await framersOf(visitor)).toContain('https://second.example');
    expect(await framersOf(await first.enter('admin'))).not.toContain('second.example');
    expect((await laurel.lti.platforms.find(platformId))?.frameOrigins).not.toContain(
      'https://second.example',
    );
  });

  it('decide each who makes badges, until they go back to what the platform has', async () => {
    const policy = { designers: 'administrators', needsApproval: 'yes' };
    expect((await post(visitor, `/platforms/${platformId}/policy`, policy)).status).toBe(303);
    const open = async (tenant: Tenant) =>
      (await (await tenant.enter('teacher')).browser.get(`${laurel.url}/course/new`)).status;
    expect([await open(second), await open(first)]).toEqual([403, 200]);
    await post(visitor, `/platforms/${platformId}/reset`, {});
    expect([await open(second), await open(first)]).toEqual([200, 200]);
  });

  it('have each their own issuer, and neither the name of the other', async () => {
    const mine = await post(visitor, `/platforms/${platformId}/issuer`, issuerForm('School two'));
    expect(mine.status).toBe(303);
    const of = (tenant: Tenant) => ({ platformId, deploymentId: tenant.tool.deploymentId });
    const { issuers } = laurel.credentials;
    expect((await issuers.get(of(second))).name).toBe('School two');
    expect((await issuers.get(of(first))).name).not.toBe('School two');
    const theirs = await first.enter('admin');
    const taken = await post(theirs, `/platforms/${platformId}/issuer`, issuerForm('SCHOOL  TW0'));
    expect(taken.status).toBe(409);
    expect((await theirs.browser.get(at('/issuer'))).text).not.toContain('School two');
    expect((await theirs.browser.get(at('/audit'))).text).not.toContain('School two');
  });

  it('have each their own brand, and see nothing of the other’s', async () => {
    const { issuers } = laurel.credentials;
    const page = `/platforms/${platformId}/issuer/brand`;
    expect((await post(visitor, page, brandForm('formal'))).status).toBe(303);
    const ownId = await issuers.idFor({ platformId, deploymentId: second.tool.deploymentId });
    expect((await issuers.draft(ownId)).brand).toMatchObject({ design: 'formal' });
    const theirs = await first.enter('admin');
    const name = issuerForm('School one');
    expect((await post(theirs, `/platforms/${platformId}/issuer`, name)).status).toBe(303);
    expect((await theirs.browser.get(at(page))).text).not.toContain('Prof. Second');
    expect((await theirs.browser.get(at('/audit'))).text).not.toContain('Prof. Second');
    expect((await post(theirs, page, brandForm('modern'))).status).toBe(303);
    expect((await issuers.draft(ownId)).brand).toMatchObject({ design: 'formal' });
  });

  it('have each their own key for Canvas’s API: neither reads through the other’s', async () => {
    const redirectUris = [`${laurel.url}/course/sources/canvas/callback`];
    const { clientId, clientSecret } = canvas.oauth.registerKey({ redirectUris });
    const theirs = await first.enter('admin');
    const fields = { apiUrl: canvas.baseUrl, clientId, clientSecret, _csrf: theirs.csrf };
    const saved = await theirs.browser.request(`${laurel.url}/course/sources/canvas/key`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: laurel.url },
    });
    expect(saved.status).toBe(303);
    const sources = async ({ browser }: Visitor) =>
      (await browser.get(`${laurel.url}/course/sources`)).text;
    expect(await sources(theirs)).toContain(clientId);
    const again = await second.enter('admin');
    expect(await sources(again)).toContain('name="clientSecret"');
    expect(await sources(again)).not.toContain(clientId);
    visitor = await second.enter('admin');
  });

  it('see nothing of each other: no deployment, no course, no audit, no mail', async () => {
    await laurel.audit.record({
      actor: 'person:somebody',
      action: 'rule.ended',
      subject: 'rule:x',
      platformId,
      deploymentId: first.tool.deploymentId,
    });
    await laurel.mail.enqueue({
      key: 'award:x',
      to: 'a@b.test',
      view: 'badge-earned',
      model: { badge: 'x', course: 'y' },
    });
    for (const path of ['', '/platforms', `/platforms/${platformId}`, '/audit', '/approvals']) {
      const { status, text } = await visitor.browser.get(at(path));
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toContain(first.tool.deploymentId);
      expect(text).not.toContain('ended “a badge”');
      expect(text).not.toContain('In the outbox');
    }
    const own = await visitor.browser.get(at(`/platforms/${platformId}`));
    expect(own.text).toContain(second.tool.deploymentId);
    expect(own.text).toContain('Other deployments share this registration');
    expect((await visitor.browser.get(at('/audit.csv'))).text).not.toContain('rule.ended');
    const operator = await openOperator(laurel);
    expect((await operator.browser.get(at('/audit'))).text).toContain('ended “a badge”');
  });

  it('try the services of their own courses alone', async () => {
    const third = openTenant(laurel, canvas, platformId, canvas.deploy(first.tool));
    await third.enter('admin').then(async ({ browser }) => {
      const page = await browser.get(at(`/platforms/${platformId}/self-test`));
      expect(page.status).toBe(200);
      // Of three deployments it is told of one.
      expect(page.text).not.toMatch(/\b[23] deployments/);
    });
    const contexts = laurel.store.connection.collection('lti_contexts');
    await contexts.updateMany(
      { deploymentId: first.tool.deploymentId },
      { $set: { 'services.ags.lineItemsUrl': `${canvas.baseUrl}/of-the-first-school` } },
    );
    canvas.requests.length = 0;
    await visitor.browser.get(at(`/platforms/${platformId}/self-test`));
    expect(canvas.requests.map(({ path }) => path).join(' ')).not.toContain('of-the-first-school');
  });

  it('decide about no badge of each other’s', async () => {
    const badgePolicy = { designers: 'instructors', needsApproval: true } as const;
    await laurel.lti.platforms.change(platformId, { badgePolicy });
    const within = { platformId, deploymentId: first.tool.deploymentId };
    const rules = laurel.store.connection.collection('rules');
    await rules.updateMany(
      { deploymentId: first.tool.deploymentId },
      { $set: { state: 'waiting' } },
    );
    const words = { t: (key: string) => key, locale: 'en' };
    const waiting = await laurel.course.approvals.list(within, words);
    expect(waiting.length).toBeGreaterThan(0);
    const other = { platformId, deploymentId: second.tool.deploymentId };
    expect(await laurel.course.approvals.list(other, words)).toEqual([]);
    for (const act of ['approve', 'send-back']) {
      const path = `/approvals/${waiting[0]?.id ?? ''}/${act}`;
      expect((await post(visitor, path, { reason: 'mine' })).status).toBe(404);
    }
  });

  it('are administered together once the operator says that they are one', async () => {
    const operator = await openOperator(laurel);
    await post(operator, `/platforms/${platformId}`, { change: 'together' });
    const page = await visitor.browser.get(at(`/platforms/${platformId}`));
    expect(page.text).toContain(first.tool.deploymentId);
    const frames = { frameOrigins: 'https://school.example' };
    expect((await post(visitor, `/platforms/${platformId}/frames`, frames)).status).toBe(303);
    const shared = async () => (await laurel.lti.platforms.find(platformId))?.frameOrigins;
    expect(await shared()).toEqual(['https://school.example']);
    expect((await post(visitor, ofFirst('/policy'), { designers: 'instructors' })).status).toBe(
      303,
    );
    await post(operator, `/platforms/${platformId}`, { change: 'apart' });
    await post(visitor, `/platforms/${platformId}/frames`, { frameOrigins: 'https://b.example' });
    expect(await shared()).toEqual(['https://school.example']);
    expect((await post(visitor, ofFirst('/policy'), { designers: 'instructors' })).status).toBe(
      404,
    );
  });

  it('takes no more origins than a header can carry', async () => {
    const operator = await openOperator(laurel);
    const long = Array.from({ length: 25 }, (_, i) => `https://${'a'.repeat(60)}${i}.example`);
    const path = `/platforms/${platformId}/frames`;
    const answer = await post(operator, path, { frameOrigins: long.join('\n') });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(long[24]);
  });
});
