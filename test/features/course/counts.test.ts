import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge, type Tenant } from '../../security/two-courses.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { startLaurel, textOf } from '../../support/open-course.js';
import {
  startCanvasLike,
  startMoodleLike,
  type Browser,
  type BrowserAnswer,
} from '../../support/lms/index.js';

const laurel = await startLaurel();
let tenant: Tenant;
let elsewhere: Tenant;
let ruleId = '';
let otherRuleId = '';
let address = '';
let teacher: Browser;

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PAGE = { accept: 'text/html', 'user-agent': AGENT };
const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await fetch(address + path, { method, headers: { ...PAGE, ...headers } });
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, etag: answer.headers.get('etag') ?? '', body };
};
/** The numbers of a page's table of uses: opened, shared, downloaded, looked at or verified. */
const usesIn = (page: BrowserAnswer) => {
  expect(page.status).toBe(200);
  const words = textOf(page).split('What people do with it')[1] ?? '';
  const found =
    /Opened here by learners (\d+) Shared (.*?) Downloaded (.*?) Viewed or verified by others (.*?) ?$/.exec(
      words.split('Number ')[1]?.replace(/(\d) [^\d]*$/, '$1') ?? '',
    );
  return found?.slice(1) ?? [words];
};
const countsOf = async (path: string, browser = teacher) =>
  usesIn(await browser.get(`${laurel.url}${path}`));

beforeAll(async () => {
  const [moodle, canvas] = await Promise.all([startMoodleLike(), startCanvasLike()]);
  const tool = moodle.registerTool({ url: laurel.url });
  tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  const otherTool = canvas.registerTool({ url: laurel.url });
  elsewhere = openTenant(laurel, canvas, await register(laurel, canvas, otherTool), otherTool);
  const own = await setUpBadge(laurel, tenant, 'Counted');
  ({ ruleId } = own);
  ({ ruleId: otherRuleId } = await setUpBadge(laurel, elsewhere, 'Elsewhere'));
  ({ browser: teacher } = await tenant.enter('teacher'));
  const { browser: learner } = await tenant.enter('learner1');
  const mine = await learner.get(`${laurel.url}/my/badges/${own.awardId}`);
  // The first form that shares is the one for LinkedIn; sharing again changes nothing.
  const shared = await learner.submit(mine, { visibility: 'link' }, '/share');
  await learner.submit(shared, { visibility: 'link' }, '/share');
  const path = /credentials\/[\w-]{22}/.exec(shared.text)?.[0] ?? '';
  address = `${laurel.url}/${path}`;
  // The learner's own look.
  await learner.get(address);
  return () => Promise.all([moodle.close(), canvas.close()]);
});

describe('the counts of a badge', () => {
  it('tell of what was done with it: opened once, shared once, and its own learner’s look is none', async () => {
    expect(await countsOf(`/course/badges/${ruleId}/counts`)).toEqual([
      '1',
      'to add it to LinkedIn 1 1',
      '0',
      '0',
    ]);
  });

  it('count pages that others open, from the cache too, and downloads by their kind', async () => {
    for (let n = 0; n < 3; n += 1) expect((await get('')).status).toBe(200);
    for (const path of ['.pdf', '.png?download', '.png', '.json', '.jwt'])
      expect((await get(path)).status).toBe(200);
    expect((await countsOf(`/course/badges/${ruleId}/counts`)).slice(2)).toEqual([
      'PDF 1 PNG 1 JSON 1 JWT 1 4',
      'on its page 3 3',
    ]);
  });

  it('leave programs, previews, HEAD, 304 and refusals out', async () => {
    const before = await countsOf(`/course/badges/${ruleId}/counts`);
    await get('', { 'user-agent': 'Slackbot-LinkExpanding 1.0' });
    await get('', { 'user-agent': 'Mozilla/5.0 (compatible; MoodleBot/1.0)' });
    await get('', { 'sec-purpose': 'prefetch' });
    await get('', { accept: 'application/json' });
    await get('', {}, 'HEAD');
    await get('.pdf', {}, 'HEAD');
    const { etag } = await get('.pdf', { 'user-agent': 'curl/8' });
    expect(
      (await get('.pdf', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status,
    ).toBe(304);
    expect(await countsOf(`/course/badges/${ruleId}/counts`)).toEqual(before);
  });

  it('count what is verified at /verify, here or in the browser, and no forgery', async () => {
    const { body } = await get('.json', { 'user-agent': 'curl/8' });
    const verify = async (badge: string) => {
      const form = new FormData();
      form.set('badge', badge);
      const answer = await fetch(`${laurel.url}/verify`, {
        method: 'POST',
        body: form,
        headers: { ...PAGE, origin: laurel.url },
      });
      expect(answer.status).toBe(200);
    };
    const json = body.toString();
    await verify(json);
    await verify(json.replace('Counted', 'Forged'));
    const seen = `${laurel.url}/verify/seen?badge=`;
    const { id } = JSON.parse(json) as { id: string };
    for (const badge of [id, `${id}x`, 'https://elsewhere.test/credentials/1', ''])
      expect((await fetch(seen + encodeURIComponent(badge), { headers: PAGE })).status).toBe(200);
    expect((await countsOf(`/course/badges/${ruleId}/counts`)).at(-1)).toBe(
      'on its page 3 at /verify 2 5',
    );
  });

  it('name nobody: rows have a badge or a deployment, a day, a kind and a number', async () => {
    const rows = await laurel.store.connection.collection('badge_uses').find().toArray();
    const all = await laurel.store.connection.collection('platform_uses').find().toArray();
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows)
      expect(Object.keys(row).sort()).toEqual(['_id', 'achievementId', 'count', 'day', 'kind']);
    for (const row of all)
      expect(Object.keys(row).sort()).toEqual(
        ['_id', 'count', 'day', 'deploymentId', 'kind', 'platformId'].sort(),
      );
  });
});

describe('the counts of a course and of a platform', () => {
  it('add its badges up, and are nobody else’s', async () => {
    const own = await countsOf(`/course/badges/${ruleId}/counts`);
    expect(await countsOf('/course/counts')).toEqual(own);
    const page = await teacher.get(`${laurel.url}/course/counts`);
    expect(textOf(page)).toContain('Counted 1 1 1 4 5');
    expect(textOf(page)).not.toContain('Elsewhere');
    const other = await teacher.get(`${laurel.url}/course/badges/${otherRuleId}/counts`);
    expect(other.status).toBe(404);
    const { browser } = await elsewhere.enter('teacher');
    expect(await countsOf('/course/counts', browser)).toEqual(['0', '0', '0', '0']);
  });

  it('are its administrator’s, and the operator sees each platform’s', async () => {
    const own = await countsOf('/course/counts');
    const { browser: admin } = await tenant.enter('admin');
    expect(await countsOf('/admin/counts', admin)).toEqual(own);
    const theirs = `/admin/counts?platform=${elsewhere.platformId}`;
    expect(await countsOf(theirs, admin)).toEqual(own);
    const { browser: operator } = await enterAsOperator(laurel);
    const all = textOf(await operator.get(`${laurel.url}/admin/counts`));
    expect(all).toMatch(/ 1 1 1 4 5 .* 1 0 0 0 0/);
    expect(await countsOf(theirs, operator)).toEqual(['0', '0', '0', '0']);
    expect((await operator.get(`${laurel.url}/admin/counts?platform=none`)).status).toBe(404);
    expect((await teacher.get(`${laurel.url}/admin/counts`)).status).toBe(403);
  });
});
