import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOperatorLink } from '../support/enter-as-operator.js';
import { launch, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { openTenant, register, setUpBadge, type Tenant } from '../security/two-courses.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.js';

/** Breaks out of text, attributes, scripts, templates and markdown, wherever it is let. */
const hostile = (where: string) =>
  `${where}"'></textarea></title></script><img src=x onerror="window.hit='${where}'">` +
  `<script>window.hit='${where}'</script>{{7*7}}[x](javascript:hit)`;
const OPENED = /<img src=x|<script>window\.hit|"'>|href="javascript:/;

let laurel: TestLaurel;
let moodle: MoodleLike;
let browser: Browser;
let tenant: Tenant;
let ids: Awaited<ReturnType<typeof setUpBadge>>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url, name: hostile('tool') });
  const { course } = moodle;
  course.title = hostile('course');
  course.label = hostile('label');
  for (const column of course.columns) column.name = hostile('column');
  for (const link of course.links) link.title = link.description = hostile('link');
  for (const person of course.people) {
    person.name = hostile('name');
    person.givenName = hostile('given');
    person.familyName = hostile('family');
  }
  const platformId = await register(laurel, moodle, tool);
  await laurel.lti.platforms.change(platformId, { name: hostile('platform') });
  tenant = openTenant(laurel, moodle, platformId, tool);
  ids = await setUpBadge(laurel, tenant, `"'><img src=x onerror="window.hit='badge'">`);
  browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
});
afterAll(async () => {
  await browser?.close();
  await moodle?.close();
  await laurel?.close();
});

async function pagesOf(): Promise<Record<'teacher' | 'learner1' | 'admin' | 'nobody', string[]>> {
  const { browser: own } = await tenant.enter('learner1');
  const badge = await own.get(`${laurel.url}/my/badges/${ids.awardId}`);
  const shared = await own.submit(badge, { visibility: 'public' }, '/share');
  const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(shared.text)?.[0] ?? '';
  const path = new URL(address).pathname;
  return {
    teacher: [
      ...['/course', '/course/new', `/course/drafts/${ids.draftId}`, '/course/column'],
      ...['', '/edit'].map((rest) => `/course/badges/${ids.ruleId}${rest}`),
      `/course/badges/${ids.ruleId}/learner?user=${encodeURIComponent(ids.userId)}`,
    ],
    learner1: ['/my', `/my/badges/${ids.awardId}`, '/my/settings'],
    admin: ['/admin', '/admin/platforms', `/admin/platforms/${tenant.platformId}`, '/admin/audit'],
    nobody: [path, `${path}/embed`, '/verify', '/'],
  };
}

describe('strings that an LMS gives', () => {
  it('run no script on any page, even in a browser without a content security policy', async () => {
    const wrong: string[] = [];
    let told = 0;
    for (const [who, paths] of Object.entries(await pagesOf())) {
      const context = await browser.newContext({ bypassCSP: true });
      const page = await context.newPage();
      if (who !== 'nobody') {
        const { browser: jar } = await tenant.enter(who);
        const cookies = Object.entries(jar.cookies(laurel.url));
        const url = laurel.url;
        await context.addCookies(cookies.map(([name, value]) => ({ name, value, url })));
      }
      for (const path of paths) {
        const answer = await page.goto(`${laurel.url}${path}`);
        expect(answer?.status(), path).toBe(200);
        const html = (await answer?.text()) ?? '';
        if (html.includes('window.hit')) told += 1;
        if (OPENED.test(html)) wrong.push(`${path}: ${OPENED.exec(html)?.[0]}`);
        const hit = await page.evaluate<string | undefined>('window.hit');
        if (hit !== undefined) wrong.push(`${path}: ran ${hit}`);
        const images = await page.locator('img[src="x"], [onerror]').count();
        if (images > 0) wrong.push(`${path}: an element of theirs`);
      }
      await context.close();
    }
    expect(wrong).toEqual([]);
    // The strings were there to be escaped.
    expect(told).toBeGreaterThan(8);
  });

  it('need no content security policy to be stopped: nothing violates it', async () => {
    const { browser: jar } = await tenant.enter('teacher');
    const context = await browser.newContext();
    const url = laurel.url;
    const cookies = Object.entries(jar.cookies(url));
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url })));
    const page = await context.newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    for (const path of (await pagesOf()).teacher) await page.goto(`${url}${path}`);
    expect(violations).toEqual([]);
    await context.close();
  });

  it('are escaped where content is chosen in the course (LTI Deep Linking 2.0)', async () => {
    const { response } = await launch(moodle, { as: 'teacher', message: 'deep-linking' });
    expect(response.status).toBe(200);
    expect(response.text).toContain('window.hit');
    expect(response.text).not.toMatch(OPENED);
  });

  it('are escaped in the HTML of mail, and put no line into its subject', async () => {
    const [first] = await laurel.mail.list();
    const mail = await laurel.mail.read(first?.key ?? '');
    expect(mail.html).toContain('window.hit');
    expect(mail.html).not.toMatch(OPENED);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  it('are escaped for whoever enters as an operator', async () => {
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(await makeOperatorLink(laurel));
    await page.locator('form button').first().click();
    for (const path of ['/admin/platforms', `/admin/platforms/${tenant.platformId}`]) {
      const html = (await (await page.goto(`${laurel.url}${path}`))?.text()) ?? '';
      expect(html, path).toContain('window.hit');
      expect(html, path).not.toMatch(OPENED);
      expect(await page.evaluate('window.hit')).toBeUndefined();
    }
    await page.close();
  });
});
