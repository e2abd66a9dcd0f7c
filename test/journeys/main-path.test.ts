import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright-core';
import { startDemoWorld, type DemoPlatform, type DemoWorld } from '../../scripts/demo/world.js';
import { CHROMIUM_ARGS } from './chromium.js';

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

/** The tool, opened in its frame inside the LMS by a person of the course. */
async function openTool(page: Page, { lms }: DemoPlatform, as: string): Promise<FrameLocator> {
  await page.goto(lms.launchUrl({ as }));
  return page.frameLocator('iframe[name="tool"], iframe.tool');
}

/** Keeps a picture of a page when PICTURES names a folder (docs/pictures are made so). */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const size = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({
        path: `${folder}/${name}-${width}-${colorScheme}.png`,
        fullPage: true,
      });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (size) await page.setViewportSize(size);
}

/** No page is wider than a small screen (WCAG 2.2, 1.4.10 Reflow). */
async function expectReflow(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  expect(wide).toBeLessThanOrEqual(320);
  if (size) await page.setViewportSize(size);
}

describe.each(['moodle', 'canvas'] as const)('the main path in a browser, in %s', (name) => {
  it('leads from a launch to an active badge, a pass, a shared badge and a stranger who verifies it', async () => {
    const platform = world.platforms.find((one) => one.name === name);
    if (platform === undefined) throw new Error(`no ${name}`);
    const { lms, tool } = platform;
    const column = tool.link.column ?? '';
    lms.setGrade('learner2', column, 70);
    lms.setGrade('learner1', column, 69.99);

    const teacher = await browser.newPage();
    let tools = await openTool(teacher, platform, 'teacher');
    let interactions = 0;
    const act = async (run: Promise<unknown>) => {
      await run;
      interactions += 1;
    };
    await picture(teacher, `${name}-course-empty`);
    await act(tools.getByRole('link', { name: /first badge/i }).click());
    await act(tools.getByRole('checkbox').first().check());
    await act(tools.getByLabel('Name', { exact: true }).fill('Networking Fundamentals'));
    await act(tools.getByLabel(/The earner can/).fill('design a small network'));
    await act(tools.getByLabel(/How to earn it/).fill('Pass the activity with 70 percent.'));
    await act(tools.getByLabel('As soon as the mark is met').check());
    await act(tools.getByRole('button', { name: 'See who would earn it' }).click());
    await tools.locator('#set-up-result:focus').waitFor();
    await picture(teacher, `${name}-set-up`);
    await act(tools.getByRole('button', { name: 'Activate the badge' }).click());
    await tools.getByText('Networking Fundamentals').first().waitFor();
    expect(interactions).toBeLessThanOrEqual(12);

    lms.setGrade('learner5', column, 84);
    const learner = await browser.newPage();
    tools = await openTool(learner, platform, 'learner5');
    // The learner's own launch checks that learner at once.
    await tools
      .getByRole('link', { name: /Networking Fundamentals/ })
      .first()
      .waitFor();
    await picture(learner, `${name}-my`);
    await tools
      .getByRole('link', { name: /Networking Fundamentals/ })
      .first()
      .click();
    // Two presses to LinkedIn: the one question, and the way there.
    await tools.getByRole('button', { name: 'Yes, make it visible for LinkedIn' }).click();
    const linkedIn = tools.getByRole('link', { name: 'Add to LinkedIn' });
    await linkedIn.waitFor();
    expect(await linkedIn.getAttribute('href')).toContain('https://www.linkedin.com/');
    const link = tools.getByRole('link', { name: /page that others see/ });
    await link.waitFor();
    await picture(learner, `${name}-my-badge`);
    const address = (await link.getAttribute('href')) ?? '';

    const stranger = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await stranger.goto(address);
    await stranger
      .getByText(/^Valid/)
      .first()
      .waitFor();
    expect(await stranger.textContent('body')).toContain('Networking Fundamentals');
    await picture(stranger, `${name}-badge`);

    await teacher.reload();
    tools = await openTool(teacher, platform, 'teacher');
    await tools
      .getByRole('link', { name: /Networking Fundamentals/ })
      .first()
      .click();
    await tools.getByText('learner', { exact: false }).first().waitFor();
    await picture(teacher, `${name}-rule`);
    const home = await browser.newPage();
    await home.goto(world.laurel.settings.publicUrl);
    await picture(home, 'home');
    await expectReflow(home);
    await expectReflow(stranger);
  });
});
