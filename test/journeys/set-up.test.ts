import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startDemoWorld, type DemoPlatform, type DemoWorld } from '../../scripts/demo/world.js';
import type { MoodleLike } from '../support/lms/index.js';
import { CHROMIUM_ARGS } from './chromium.js';
import { openTool, platformOf } from './open-tool.js';

let world: DemoWorld;
let browser: Browser;
let folder = '';

beforeAll(async () => {
  world = await startDemoWorld('silent', [0, 0, 0]);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '',
    args: CHROMIUM_ARGS,
  });
  folder = process.env['PICTURES'] ?? mkdtempSync(path.join(tmpdir(), 'laurel-pictures-'));
  mkdirSync(folder, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  if (process.env['PICTURES'] === undefined) await rm(folder, { recursive: true, force: true });
});

/** Counts what a person does; what has to be waited for is none of it. */
function createCounter() {
  let count = 0;
  return {
    act: async (what: Promise<unknown>) => {
      await what;
      count += 1;
    },
    get count() {
      return count;
    },
  };
}

async function picture(page: Page, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  expect(statSync(file).size).toBeGreaterThan(5_000);
}

const holders = async ({ platformId }: DemoPlatform) => {
  const { connection } = world.laurel.store;
  const filter = { platformId, state: 'active' };
  const awards = await connection.collection('awards').find(filter).toArray();
  return awards.map(({ userId }) => String(userId));
};

describe('a badge that is saved while its first preview is still under way', () => {
  it('has one draft', async () => {
    const platform = platformOf(world, 'moodle');
    const { page, tool } = await openTool(browser, platform, 'teacher');
    const { connection } = world.laurel.store;
    const drafts = () =>
      connection.collection('rule_drafts').countDocuments({ platformId: platform.platformId });
    const before = await drafts();
    await tool
      .getByRole('link', { name: /first badge|new badge/i })
      .first()
      .click();
    const mark = tool.getByLabel(/^Pass mark/).first();
    await mark.waitFor();
    let answered = 0;
    let press = () => {};
    const pressed = new Promise<void>((done) => (press = done));
    await page.route('**/course/new', async (route) => {
      const answer = await route.fetch();
      if (route.request().method() === 'POST') answered += 1;
      if (answered === 1) await pressed;
      await route.fulfill({ response: answer });
    });
    const asked = page.waitForRequest((one) => one.method() === 'POST');
    await mark.fill('71');
    await asked;
    await tool.getByLabel(/The earner can/).fill('plan a small network');
    await tool.getByRole('button', { name: 'Save the draft' }).click();
    press();
    await tool.getByText('saved', { exact: false }).first().waitFor();
    expect(answered).toBe(1);
    expect(await drafts()).toBe(before + 1);
    await page.context().close();
    await connection.collection('rule_drafts').deleteMany({ platformId: platform.platformId });
  });
});

describe('a first badge with all that is filled in already', () => {
  it('is issued after at most eight actions, by the words that the demo prints', async () => {
    const platform = platformOf(world, 'moodle');
    const { lms, tool: installed } = platform;
    const column = installed.link.column ?? '';
    lms.setGrade('learner2', column, 84);
    const { page, tool } = await openTool(browser, platform, 'teacher');
    const counter = createCounter();
    await counter.act(tool.getByRole('link', { name: /first badge/i }).click());
    await tool.locator('#set-up-bar', { hasText: '1 would earn it' }).waitFor();
    expect(await tool.getByLabel('Name', { exact: true }).inputValue()).not.toBe('');
    expect(await tool.getByLabel(/How to earn it/).inputValue()).toContain('70');
    await counter.act(tool.getByLabel(/The earner can/).fill('design a small network'));
    await counter.act(tool.getByRole('button', { name: 'Activate the badge' }).click());
    await tool.getByText('Nobody gets it yet').waitFor();
    await counter.act(tool.getByRole('button', { name: /results are released/ }).click());
    await expect
      .poll(() => holders(platform), { timeout: 30_000 })
      .toEqual([lms.person('learner2').sub]);
    expect(counter.count).toBeLessThanOrEqual(8);
    await picture(page, 'first-badge');
    await page.context().close();
  });
});

describe('the set-up page', () => {
  it('says in its place who would earn it as the mark is typed, and keeps what is typed', async () => {
    const platform = platformOf(world, 'canvas');
    const { lms, tool: installed } = platform;
    const column = installed.link.column ?? '';
    lms.setGrade('learner2', column, 84);
    lms.setGrade('learner3', column, 66);
    const { page, tool } = await openTool(browser, platform, 'teacher');
    await tool.getByRole('link', { name: /first badge/i }).click();
    const bar = tool.locator('#set-up-bar');
    await bar.getByText('1 would earn it').waitFor();
    await tool.getByLabel(/The earner can/).fill('read a chart');
    const criteria = tool.getByLabel(/How to earn it/);
    await tool
      .getByLabel(/^Pass mark/)
      .first()
      .fill('65');
    await bar.getByText('2 would earn it').waitFor();
    await expect.poll(() => criteria.inputValue()).toContain('65');
    expect(await tool.getByLabel(/The earner can/).inputValue()).toBe('read a chart');
    await criteria.fill('My own words.');
    await tool
      .getByLabel(/^Pass mark/)
      .first()
      .fill('90');
    await bar.getByText('0 would earn it').waitFor();
    expect(await criteria.inputValue()).toBe('My own words.');
    await tool
      .getByLabel(/^Pass mark/)
      .first()
      .fill('65');
    await bar.getByText('2 would earn it').waitFor();
    await picture(page, 'set-up-in-place');
    await tool.getByRole('button', { name: 'Activate the badge' }).click();
    await tool.getByText('The badge is active.').waitFor();
    await page.context().close();
  });

  it('comes back at the result where nothing enhances it', async () => {
    const platform = platformOf(world, 'moodle');
    const page = await (await browser.newContext()).newPage();
    // The platform's own pages need theirs to launch a tool; the page's enhancement is what is missing.
    await page.route(/\/public\/[^?]*set-up/, (route) => route.abort());
    await page.goto(platform.lms.launchUrl({ as: 'teacher' }));
    const tool = page.frameLocator('iframe[name="tool"], iframe.tool');
    await tool
      .getByRole('link', { name: /new badge/i })
      .or(tool.getByRole('button', { name: /new badge/i }))
      .click();
    await tool.getByLabel(/The earner can/).fill('do it');
    await tool.getByRole('button', { name: 'See who would earn it' }).click();
    const frame = () => page.frames().find((one) => one.url().includes('#set-up-result'));
    await expect.poll(() => frame()?.url()).toContain('/course/');
    await expect.poll(() => frame()?.evaluate('document.activeElement.id')).toBe('set-up-result');
    expect(await tool.locator('#set-up-result .lead').isVisible()).toBe(true);
    await picture(page, 'set-up-plain');
    await page.context().close();
  });
});

describe('a quiz of Moodle that is not in the list', () => {
  it('is copied, detected by itself and its badge active after at most fourteen actions in both', async () => {
    const platform = platformOf(world, 'moodle');
    const moodle = platform.lms as MoodleLike;
    const { page, tool } = await openTool(browser, platform, 'teacher');
    const counter = createCounter();
    // The course's page begins with it: nothing has to be opened before.
    await counter.act(tool.getByLabel('Its name in the course').fill('Quiz 1'));
    await counter.act(tool.getByLabel('Its maximum grade').fill('20'));
    await counter.act(tool.getByRole('button', { name: 'Copy its grades' }).click());
    await tool.getByText('Give the quiz an ID number').waitFor();
    await picture(page, 'wizard-number');
    const column = moodle.course.columns.find((each) => each.tag === 'laurel-mirror')!;
    const doInMoodle = (what: () => void) => counter.act(Promise.resolve(what()));
    // In Moodle: the direct link, the ID number and its button, the formula and its button. What is typed there stands on one screen.
    await tool.getByText('=[[quiz1]]').first().waitFor();
    const link = tool.getByRole('link', { name: 'Open the formula in Moodle' });
    const address = (await link.getAttribute('href')) ?? '';
    moodle.attempt('learner1', 'Quiz 1', 8);
    moodle.attempt('learner2', 'Quiz 1', 15);
    await doInMoodle(() => {});
    await doInMoodle(() => {});
    await doInMoodle(() => moodle.setIdNumber('Quiz 1', 'quiz1'));
    await doInMoodle(() => {});
    let place = '';
    await doInMoodle(() => (place = moodle.saveFormula(address, '=[[quiz1]]')));
    // There the weight is: “Continue” where more than a hundred grades were calculated (Moodle 4.5), its box, its 0 and its button.
    expect(place).toContain('/grade/edit/tree/index.php?');
    for (let press = 0; press < 3; press += 1) await doInMoodle(() => {});
    await doInMoodle(() => moodle.setWeight(column, 0));
    const finish = tool.locator('form#mirror-finish');
    await finish.getByText('1 would earn it').waitFor();
    expect(await finish.getByLabel('Name', { exact: true }).inputValue()).toBe('Quiz 1');
    await picture(page, 'wizard-works');
    await counter.act(finish.getByLabel(/The earner can/).fill('read a chart'));
    await counter.act(finish.getByRole('button', { name: 'Activate the badge' }).click());
    await tool.getByText('Nobody gets it yet').waitFor();
    expect(counter.count).toBeLessThanOrEqual(14);
    const { connection } = world.laurel.store;
    const rules = connection.collection('rules');
    const rule = await rules.findOne({ platformId: platform.platformId, 'inputs.title': 'Quiz 1' });
    expect(rule).toMatchObject({ state: 'active', inputs: [{ source: 'mirror' }] });
    await picture(page, 'mirrored-quiz');
    await page.context().close();
  });

  it('can be looked at whole before it is activated', async () => {
    const platform = platformOf(world, 'moodle');
    const moodle = platform.lms as MoodleLike;
    const { page, tool } = await openTool(browser, platform, 'teacher');
    await tool.getByRole('link', { name: /new badge/i }).click();
    await tool.getByLabel('Its name in the course').fill('Lab report');
    await tool.getByLabel('Its maximum grade').fill('20');
    await tool.getByRole('button', { name: 'Copy its grades' }).click();
    const link = tool.getByRole('link', { name: 'Open the formula in Moodle' });
    moodle.setIdNumber('Quiz 1', 'quiz1');
    moodle.attempt('learner3', 'Quiz 1', 12);
    moodle.saveFormula((await link.getAttribute('href')) ?? '', '=[[quiz1]]');
    const goal = tool.getByRole('link', { name: 'Look at everything first' });
    await goal.waitFor();
    await goal.click();
    const row = tool.locator('li.assessment', { hasText: /Lab report.*mirror column/s });
    await row.getByRole('checkbox', { checked: true }).first().waitFor();
    // It takes the place of what the page itself had chosen, and so does its name.
    await expect.poll(() => tool.locator('input[name="use"]:checked').count()).toBe(1);
    expect(await tool.getByLabel('Name', { exact: true }).inputValue()).toBe('Lab report');
    const draft = page.frames().find((one) => one.url().includes('/course/drafts/'));
    expect(draft).toBeDefined();
    await page.context().close();
  });
});
