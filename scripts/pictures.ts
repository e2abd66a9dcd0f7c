/**
 * `node --import tsx scripts/pictures.ts [folder]`: the six main pages as people see them, at 320 and 1280 px, light and
 * dark, and the pictures of docs/instructors.md, into docs/pictures. The pages of the LMS's frame are opened on their own.
 * Pictures have up to 64 colours and end after two windows' height, so that each stays below 60 KB.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, ensureChromium } from '../test/journeys/chromium.js';
import { shrinkPng } from './pictures/shrink-png.js';
import { startDemoWorld, type DemoPlatform } from './demo/world.js';

const folder = process.argv[2] ?? 'docs/pictures';
mkdirSync(folder, { recursive: true });
const world = await startDemoWorld('silent', [0, 0, 0]);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });

const MOST_HEIGHT = 1_300;
/** Reads pictures; its own page never changes. */
const reader = await browser.newPage();

async function shoot(page: Page, name: string, most: number): Promise<void> {
  // What follows the reader stands where it stands at the top.
  await page.evaluate('scrollTo(0, 0)');
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const { width } = page.viewportSize() ?? { width: 1280 };
  // As high as the picture: what clings to the window's edge stands at the picture's.
  await page.setViewportSize({ width, height: Math.min(whole, most) });
  await page.waitForTimeout(700);
  await page.waitForLoadState('networkidle');
  const png = await page.screenshot();
  writeFileSync(`${folder}/${name}.png`, await shrinkPng(reader, png));
}

/** A picture of the guide: one size, as it stands on a page of text. */
async function guide(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1000, height: 800 });
  await shoot(page, `guide-${name}`, 1_000);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await shoot(page, `${name}-${width}-${colorScheme}`, MOST_HEIGHT);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** A launch that fills the whole window. */
async function open({ lms, tool }: DemoPlatform, as: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(lms.launchUrl({ as }));
  await page.goto(lms.frameUrl(tool.link));
  await page.waitForURL(`${world.laurel.settings.publicUrl}/**`);
  return page;
}

try {
  const [platform] = world.platforms;
  if (platform === undefined) throw new Error('no platform');
  const { lms, tool } = platform;
  const column = tool.link.column ?? '';
  const grades = [69.99, 70, '', 96, 84, 68, 45.5, 71, '', 88, 66, 93] as const;
  grades.forEach((grade, index) => lms.setGrade(`learner${index + 1}`, column, grade));

  const home = await browser.newPage();
  await home.goto(world.laurel.settings.publicUrl);
  await picture(home, '1-home');

  const teacher = await open(platform, 'teacher');
  await guide(teacher, 'first-steps');
  await teacher.getByRole('link', { name: /first badge/i }).click();
  await teacher.getByLabel('Name', { exact: true }).fill('Networking Fundamentals');
  await teacher.getByLabel(/The earner can/).fill('design and troubleshoot a small network');
  await teacher
    .getByLabel(/How to earn it/)
    .fill('Pass the final assessment with at least 70 percent.');
  await teacher.getByLabel(/How it is assessed/).fill('Supervised online quiz, 20 questions');
  await teacher.getByLabel('As soon as the mark is met').check();
  await teacher.getByRole('button', { name: 'See who would earn it' }).click();
  await teacher.getByRole('button', { name: 'Activate the badge' }).waitFor();
  await picture(teacher, '2-set-up');
  await guide(teacher, 'set-up');
  await teacher.getByRole('button', { name: 'Activate the badge' }).click();
  await teacher.waitForURL('**/course/badges/**');

  const learner = await open(platform, 'learner5');
  await picture(learner, '4-my-badges');
  await learner
    .getByRole('link', { name: /Networking Fundamentals/ })
    .first()
    .click();
  await learner.locator('#who > summary').click();
  await learner.getByLabel('Anybody with the link').check();
  await learner.getByRole('button', { name: 'Save', exact: true }).click();
  await picture(learner, '5-my-badge');
  const link = learner.getByRole('link', { name: /page that others see/ });
  const badge = await browser.newPage();
  await badge.goto((await link.getAttribute('href')) ?? '');
  await picture(badge, '6-badge');

  await world.laurel.checks.checkDue();
  await teacher.waitForTimeout(12_000);
  await teacher.reload();
  await picture(teacher, '3-who-and-why');
  await guide(teacher, 'who-and-why');
  const at = teacher.url().split('?')[0] ?? '';
  for (const [name, address] of [
    ['one-learner', null],
    ['counts', `${at}/counts`],
    ['course', new URL('/course', at).href],
    ['sources', new URL('/course/sources', at).href],
  ] as const) {
    if (address === null) await teacher.locator('tbody th a').first().click();
    else await teacher.goto(address);
    await teacher.waitForLoadState();
    await guide(teacher, name);
  }
} finally {
  await browser.close();
  await world.close();
}
process.exit();
