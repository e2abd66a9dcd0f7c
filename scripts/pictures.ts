/**
 * `node --import tsx scripts/pictures.ts [folder]`: the six main pages as people see them, at 320 and 1280 px, light and
 * dark, into docs/pictures. The pages of the LMS's frame are opened on their own, to be seen whole.
 */
import { mkdirSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, ensureChromium } from '../test/journeys/chromium.js';
import { startDemoWorld, type DemoPlatform } from './demo/world.js';

const folder = process.argv[2] ?? 'docs/pictures';
mkdirSync(folder, { recursive: true });
const world = await startDemoWorld('silent', [0, 0, 0]);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });

async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const file = `${folder}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: file, fullPage: true });
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
  await teacher.getByRole('button', { name: 'Activate the badge' }).click();
  await teacher.waitForURL('**/course/badges/**');

  const learner = await open(platform, 'learner5');
  await picture(learner, '4-my-badges');
  await learner
    .getByRole('link', { name: /Networking Fundamentals/ })
    .first()
    .click();
  await learner.getByLabel('Anybody with the link').check();
  await learner.getByRole('button', { name: 'Save', exact: true }).click();
  await picture(learner, '5-my-badge');
  const link = learner.getByRole('link', { name: /page that others see/ });
  const badge = await browser.newPage();
  await badge.goto((await link.getAttribute('href')) ?? '');
  await picture(badge, '6-badge');

  await world.laurel.checks.queueDue();
  await teacher.waitForTimeout(12_000);
  await teacher.reload();
  await picture(teacher, '3-who-and-why');
} finally {
  await browser.close();
  await world.close();
}
process.exit();
