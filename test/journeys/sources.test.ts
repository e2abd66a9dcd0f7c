import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type Browser, type FrameLocator } from 'playwright-core';
import { startDemoWorld, type DemoPlatform, type DemoWorld } from '../../scripts/demo/world.js';
import { createBrowser, launch, type CanvasLike, type MoodleLike } from '../support/lms/index.js';
import { CHROMIUM_ARGS } from './chromium.js';
import { openTool, platformOf } from './open-tool.js';

let world: DemoWorld;
let browser: Browser;

beforeAll(async () => {
  world = await startDemoWorld('silent', [0, 0, 0]);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '',
    args: CHROMIUM_ARGS,
  });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** From the list of badges to an active one that asks for 70 % of an assessment. */
async function mapOnto(tool: FrameLocator, row: RegExp, badge: string): Promise<void> {
  const item = tool.locator('li.assessment', { hasText: row });
  const rows = tool.locator('input[name="use"]:checked');
  await item.getByRole('checkbox').waitFor();
  for (const box of await rows.all()) await box.uncheck();
  await item.getByRole('checkbox').check();
  await tool.getByLabel('Name', { exact: true }).fill(badge);
  // The preview follows what is typed.
  await tool.locator('#preview h3', { hasText: badge }).waitFor();
  await tool.getByLabel(/The earner can/).fill('do what was assessed');
  await tool.getByLabel(/How to earn it/).fill('Pass it with 70 percent.');
  await tool.getByLabel('As soon as the mark is met').check();
  await tool.getByRole('button', { name: 'See who would earn it' }).click();
  await tool.locator('#set-up-result:focus').waitFor();
  await tool.getByRole('button', { name: 'Activate the badge' }).click();
  await tool.getByText('The badge is active.').waitFor();
}

/** Grades typed in the LMS, and the badge of the one who passed: by the ordinary poll, nobody opens anything. */
async function expectBadge(platform: DemoPlatform, column: string, maximum: number): Promise<void> {
  const { lms, platformId } = platform;
  lms.setGrade('learner4', column, 0.6999 * maximum);
  lms.setGrade('learner5', column, 0.85 * maximum);
  const { connection } = world.laurel.store;
  const holders = async () => {
    const awards = await connection.collection('awards').find({ platformId }).toArray();
    return awards.map(({ userId }) => String(userId));
  };
  await expect.poll(holders, { timeout: 45_000 }).toEqual([lms.person('learner5').sub]);
  await expect
    .poll(() => connection.collection('credentials').countDocuments({}), { timeout: 20_000 })
    .toBeGreaterThan(0);
}

describe('a quiz of Moodle, copied by a mirror column, in a browser', () => {
  it('is made, walked through and confirmed by the teacher; then a grade becomes a badge by itself', async () => {
    const platform = platformOf(world, 'moodle');
    const moodle = platform.lms as MoodleLike;
    const { page, tool } = await openTool(browser, platform, 'teacher');
    await tool.getByRole('link', { name: 'Columns that copy an activity' }).click();
    await tool.getByLabel('Name of the activity').fill('Quiz 1');
    await tool.getByLabel('Its maximum grade').fill('20');
    await tool.getByRole('button', { name: 'Make the column' }).click();
    await tool.getByText('Give the quiz an ID number').first().waitFor();

    // The teacher's one step in Moodle.
    const column = moodle.course.columns.find((each) => each.tag === 'laurel-mirror')!;
    moodle.setIdNumber('Quiz 1', 'quiz1');
    moodle.setCalculation(column, '=[[quiz1]]');
    moodle.attempt('learner1', 'Quiz 1', 8);
    moodle.openGradebook();

    // The page looks by itself; the maximum was asked for once.
    await tool.getByText('It works: the column shows grades of the activity.').waitFor();
    await tool.getByRole('link', { name: 'Use it for the badge' }).click();
    await mapOnto(tool, /Quiz 1.*mirror column/s, 'By a mirror');
    await expectBadge(platform, 'Quiz 1', 20);
    await page.context().close();
  });
});

describe('an assignment of Canvas, by its API, in a browser', () => {
  it('is read after a teacher authorised it on Canvas’s own page; then a grade becomes a badge by itself', async () => {
    const platform = platformOf(world, 'canvas');
    const canvas = platform.lms as CanvasLike;
    const origin = world.laurel.settings.publicUrl;
    const redirectUris = [`${origin}/course/sources/canvas/callback`];
    const { clientId, clientSecret } = canvas.oauth.registerKey({ redirectUris });
    // The administrator's part: a developer key.
    const admin = createBrowser();
    await launch(canvas, { as: 'admin', browser: admin });
    const form = await admin.get(`${origin}/course/sources`);
    const key = { apiUrl: canvas.baseUrl, clientId, clientSecret };
    await admin.submit(form, key, '/course/sources/canvas/key');

    const { page, tool } = await openTool(browser, platform, 'teacher');
    await tool.getByRole('link', { name: 'Where grades come from' }).click();
    await tool.getByRole('button', { name: 'Authorise Laurel' }).click();
    const [consent] = await Promise.all([
      page.context().waitForEvent('page'),
      tool.getByRole('link', { name: /Continue to Canvas/ }).click(),
    ]);
    await consent.locator('form[action*="accept"] button').click();
    await consent.getByText(/may read grades/).waitFor();
    await consent.close();

    await page.goto(canvas.launchUrl({ as: 'teacher' }));
    await tool.getByRole('link', { name: /first badge/i }).click();
    await mapOnto(tool, /Assignment 1.*Canvas API/s, 'By the API');
    await expectBadge(platform, 'Assignment 1', 100);
    await page.context().close();
  });
});
