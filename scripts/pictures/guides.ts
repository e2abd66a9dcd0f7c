/**
 * `node --import tsx scripts/pictures/guides.ts [folder]`: the pictures of the guides for learners, verifiers and
 * administrators (docs/*.md), each below 60 KB. The pages of the LMS's frame are opened on their own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, ensureChromium } from '../../test/journeys/chromium.js';
import { startDemoWorld, type DemoPlatform } from '../demo/world.js';
import { indexedPng } from './indexed-png.js';

const MOST_BYTES = 60_000;
const folder = process.argv[2] ?? 'docs/pictures';
mkdirSync(folder, { recursive: true });
const world = await startDemoWorld('silent', [0, 0, 0]);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
const { publicUrl } = world.laurel.settings;

/** The top of a page, as high as it is worth showing. */
async function picture(page: Page, name: string, height: number): Promise<void> {
  await page.setViewportSize({ width: 760, height });
  await page.evaluate('document.activeElement?.blur(); window.scrollTo(0, 0)');
  const shot = (await page.screenshot()).toString('base64');
  const bytes = indexedPng(await pixelsOf(shot), 760, height);
  const file = `${folder}/${name}.png`;
  if (bytes.length > MOST_BYTES) throw new Error(`${file} has ${bytes.length} bytes`);
  writeFileSync(file, bytes);
}

/** The pixels of a PNG, four bytes each, as the browser decodes them. */
async function pixelsOf(png: string): Promise<Uint8Array> {
  const page = await browser.newPage();
  const pixels = await page.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return btoa(text);
  })()`);
  await page.close();
  return Buffer.from(pixels, 'base64');
}

const newPage = async () => (await browser.newContext({ locale: 'en-GB' })).newPage();

/** A launch that fills the whole window. */
async function open({ lms, tool }: DemoPlatform, as: string): Promise<Page> {
  const page = await newPage();
  await page.goto(lms.launchUrl({ as }));
  await page.goto(lms.frameUrl(tool.link));
  await page.waitForURL(`${publicUrl}/**`);
  return page;
}

async function activate(teacher: Page): Promise<void> {
  await teacher.getByRole('link', { name: /first badge/i }).click();
  await teacher.getByLabel('Name', { exact: true }).fill('Networking Fundamentals');
  await teacher.getByLabel(/The earner can/).fill('design and troubleshoot a small network');
  await teacher
    .getByLabel(/How to earn it/)
    .fill('Pass the final assessment with at least 70 percent.');
  await teacher.getByLabel(/How it is assessed/).fill('Supervised online quiz, 20 questions');
  await teacher.getByLabel('As soon as the mark is met').check();
  await teacher.getByRole('button', { name: 'See who would earn it' }).click();
  await teacher.getByText('Earn it now').first().waitFor();
  await teacher.getByRole('button', { name: 'Activate the badge' }).click();
  await teacher.waitForURL('**/course/badges/**');
}

try {
  const [platform] = world.platforms;
  if (platform === undefined) throw new Error('no platform');
  const { lms, tool } = platform;
  const column = tool.link.column ?? '';
  ([69, 70, '', 96, 84] as const).forEach((grade, at) =>
    lms.setGrade(`learner${at + 1}`, column, grade),
  );
  await activate(await open(platform, 'teacher'));

  const learner = await open(platform, 'learner5');
  await picture(learner, 'learner-my-badges', 520);
  await learner
    .getByRole('link', { name: /Networking Fundamentals/ })
    .first()
    .click();
  await picture(learner, 'learner-moment', 460);
  await learner.getByRole('button', { name: /visible/i }).click();
  const link = learner.getByRole('link', { name: /page that others see/ });
  const address = (await link.getAttribute('href')) ?? '';
  await learner.locator('#share').scrollIntoViewIfNeeded();

  const badge = await newPage();
  await badge.goto(address);
  await picture(badge, 'verifier-badge', 620);
  await badge.goto(`${publicUrl}/verify`);
  await picture(badge, 'verifier-form', 640);
  await badge.getByLabel('Paste a badge').fill(address);
  await badge.getByRole('button', { name: 'Check it' }).click();
  await badge.getByRole('heading', { level: 1, name: /^Valid/ }).waitFor();
  await picture(badge, 'verifier-result', 560);

  const administrator = await open(platform, 'admin');
  await administrator.goto(`${publicUrl}/admin`);
  await picture(administrator, 'admin-overview', 560);
  await administrator.goto(`${publicUrl}/admin/platforms/${platform.platformId}`);
  await picture(administrator, 'admin-platform', 620);
} finally {
  await browser.close();
  await world.close();
}
process.exit();
