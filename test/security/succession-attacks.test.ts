import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { textOf } from '../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { openOperator } from './everybody.js';
import { openTenant, register, setUpBadge, type Tenant, type Visitor } from './two-courses.js';

let laurel: TestLaurel;
let moodle: MoodleLike;
/** The school's registration, and the same Moodle registered anew. */
let old: Tenant;
let fresh: Tenant;
let stranger: MoodleLike;
/** Somebody with an invitation who says that their server is the school's. */
let thief: Tenant;
let admins: Record<'old' | 'fresh' | 'thief', Visitor>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  old = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, old, 'Data analysis');
  const again = moodle.registerTool({ url: laurel.url });
  fresh = openTenant(laurel, moodle, await register(laurel, moodle, again), again);
  stranger = await startMoodleLike({ issuer: moodle.issuer });
  const false_ = stranger.registerTool({ url: laurel.url, clientId: 'a-client-of-the-thief' });
  thief = openTenant(laurel, stranger, await register(laurel, stranger, false_), false_);
  admins = {
    old: await old.enter('admin'),
    fresh: await fresh.enter('admin'),
    thief: await thief.enter('admin'),
  };
});
afterAll(async () => {
  await moodle.close();
  await stranger.close();
  await laurel.close();
});

const pathOf = ({ platformId }: Tenant, rest = '') =>
  `${laurel.url}/admin/platforms/${platformId}/continue${rest}`;
const post = ({ browser, csrf }: Visitor, path: string, fields: Record<string, string>) =>
  browser.request(path, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, _csrf: csrf }),
    headers: { origin: laurel.url },
  });
const everything = async () => [
  await laurel.lti.platforms.list(),
  await laurel.lti.deployments.list(),
  await laurel.store.connection.collection('rules').find({}).toArray(),
];
const askedBy = async ({ platformId }: Tenant) =>
  (await laurel.successions.listAsked()).find(({ freshId }) => freshId === platformId)?.id ?? '';

describe('a stranger who registers the same issuer', () => {
  it('is told nothing of another registration, whatever they ask for', async () => {
    const { text, status } = await admins.thief.browser.get(pathOf(thief));
    expect(status).toBe(200);
    for (const told of [old.platformId, fresh.platformId, old.tool.clientId, 'Data analysis'])
      expect(text).not.toContain(told);
    for (const query of [`?old=${old.platformId}`, '?ask=x', `?now=1&was=${old.platformId}`])
      expect((await admins.thief.browser.get(pathOf(thief, query))).status).toBe(404);
    expect((await admins.thief.browser.get(pathOf(old))).status).toBe(404);
    const known = await post(admins.thief, pathOf(thief, '/ask'), { issuer: moodle.issuer });
    const none = await post(admins.thief, pathOf(thief, '/ask'), {
      issuer: 'https://none.example',
    });
    expect([known.status, known.url]).toEqual([none.status, none.url]);
  });

  it('continues nothing: no field, no preview of theirs, no wish of their own is a yes', async () => {
    await post(admins.thief, pathOf(thief, '/ask'), { issuer: moodle.issuer });
    const ask = await askedBy(thief);
    const wish = { freshId: thief.platformId, oldId: old.platformId };
    const { digest, doubts } = await laurel.successions.preview(wish);
    expect(doubts).toContain('keys');
    const before = await everything();
    const consent = { digest, sure: 'yes' };
    for (const [path, fields] of [
      [pathOf(thief), { old: old.platformId, ...consent }],
      [pathOf(thief), { ask, ...consent }],
      [pathOf(old), { ask, ...consent }],
      [pathOf(old, '/decline'), { ask }],
      [pathOf(thief), { now: old.tool.deploymentId, was: old.platformId, ...consent }],
    ] as const) {
      const { status } = await post(admins.thief, path, fields);
      expect([path, fields, status]).toEqual([path, fields, 404]);
    }
    expect(await everything()).toEqual(before);
  });

  it('shows up before whoever decides with the server that their keys come from', async () => {
    const ask = await askedBy(thief);
    const page = await admins.old.browser.get(pathOf(old, `?ask=${ask}`));
    expect(textOf(page)).toContain('come from another server than before');
    expect(page.text).toContain(thief.tool.jwksUrl);
    const { digest } = await laurel.successions.preview({
      freshId: thief.platformId,
      oldId: old.platformId,
    });
    const before = await everything();
    const unsure = await post(admins.old, pathOf(old), { ask, digest });
    expect(unsure.status).toBe(422);
    expect(await everything()).toEqual(before);
    expect((await post(admins.old, pathOf(old, '/decline'), { ask })).status).toBe(303);
    expect(await askedBy(thief)).toBe('');
    expect((await post(admins.old, pathOf(old), { ask, digest, sure: 'yes' })).status).toBe(404);
  });
});

describe('who does not administer', () => {
  it('neither asks nor decides: teachers and learners', async () => {
    for (const as of ['teacher', 'learner1']) {
      const visitor = await fresh.enter(as);
      for (const path of [pathOf(fresh), pathOf(old)])
        expect((await visitor.browser.get(path)).status).toBeGreaterThanOrEqual(400);
      const asked = await post(visitor, pathOf(fresh, '/ask'), { issuer: moodle.issuer });
      expect(asked.status).toBeGreaterThanOrEqual(400);
    }
    expect(await askedBy(fresh)).toBe('');
  });
});

describe('who administers both', () => {
  it('joins them: asked in a session of the new one, decided in a session of the old one', async () => {
    const { browser } = admins.fresh;
    const form = await browser.get(pathOf(fresh));
    await browser.submit(form, { issuer: moodle.issuer }, '/continue/ask');
    const list = await admins.old.browser.get(pathOf(old));
    expect(textOf(list)).toContain('Somebody wishes to continue this registration');
    const ask = await askedBy(fresh);
    const shown = await admins.old.browser.get(pathOf(old, `?ask=${ask}`));
    expect(textOf(shown)).toContain(fresh.tool.clientId);
    const done = await admins.old.browser.submit(shown, {}, '/continue');
    expect(textOf(done)).toContain('It is done');
    expect(await laurel.lti.platforms.find(old.platformId)).toMatchObject({
      clientId: fresh.tool.clientId,
    });
    const [noted] = await laurel.audit.list({ action: 'platform.continued' });
    expect(noted?.actor).toMatch(/^person:/);
    // A session of the registration that went over holds no more.
    const { status } = await admins.fresh.browser.get(`${laurel.url}/admin`);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('and the operator alone chooses freely; what was continued is not switched on again', async () => {
    const operator = await openOperator(laurel);
    const list = await operator.browser.get(`${laurel.url}/admin/platforms`);
    expect(textOf(list)).toContain('replaced');
    const on = { change: 'enable' };
    const path = `${laurel.url}/admin/platforms/${fresh.platformId}`;
    expect((await post(operator, path, on)).status).toBe(404);
    const choices = await operator.browser.get(pathOf(thief));
    expect(choices.text).toContain(old.platformId);
    expect(choices.text).not.toContain(fresh.platformId);
  });
});
