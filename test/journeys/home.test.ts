import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import { lastLink, mailsOf } from '../features/home/use-home.js';
import { openTenant, register, setUpBadge } from '../security/two-courses.js';
import { startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { CHROMIUM_ARGS } from './chromium.js';

const ADDRESS = 'ann@life.example';
let browser: Browser;
let laurel: TestLaurel;
let moodle: MoodleLike;

beforeAll(async () => {
  laurel = await startTestLaurel();
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  const executablePath = process.env['CHROMIUM_PATH'];
  browser = await chromium.launch(
    omitUndefined({ args: CHROMIUM_ARGS, executablePath: executablePath || undefined }),
  );
});
afterAll(async () => {
  await browser.close();
  await laurel.close();
});

/** A window of a browser that was never here. */
const newWindow = async (): Promise<Page> =>
  (await browser.newContext({ acceptDownloads: true })).newPage();

it('keeps a badge for life: earned in a course, found again by mail once the platform is gone', async () => {
  // In the course: an address of one's own, in the platform's frame.
  const course = await newWindow();
  await course.goto(moodle.launchUrl({ as: 'learner1' }));
  const tool = course.frameLocator('iframe[name="tool"], iframe.tool');
  await tool.getByText('Lab safety').first().waitFor();
  await tool.getByText('My name, address and data').click();
  await tool.getByLabel('Your own e-mail address').fill(ADDRESS);
  await tool.getByRole('button', { name: 'Send me a link to confirm it' }).click();
  await tool.getByText('We sent a link to that address').waitFor();
  const [mail] = await mailsOf(laurel, 'confirm-email');
  const confirm = await newWindow();
  await confirm.goto(/http:\/\/\S+\/email\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '');
  await confirm.getByRole('button', { name: 'put my badges into my home' }).click();
  await confirm.getByRole('link', { name: 'Open my home' }).waitFor();

  // Years later.
  await moodle.close();
  const home = await newWindow();
  await home.goto(`${laurel.url}/home`);
  await home.getByLabel('Your e-mail address').fill(ADDRESS);
  await home.getByRole('button', { name: 'Send me a link' }).click();
  await home.getByRole('heading', { name: 'Look in your mailbox' }).waitFor();
  await laurel.home.idle();
  const asked: (string | undefined)[] = [];
  home.on('request', (request) => void asked.push(request.headers()['referer']));
  const link = await lastLink(laurel, ADDRESS);
  await home.goto(link);
  await home.getByRole('button', { name: 'Sign in' }).click();
  await home.waitForURL(`${laurel.url}/home`);
  const token = link.split('/').at(-1) ?? '-';
  expect(asked.filter((referer) => referer?.includes(token))).toEqual([]);

  // The badge, as a picture that verifies.
  await home.getByRole('link', { name: 'Lab safety' }).click();
  const started = home.waitForEvent('download');
  await home.getByRole('link', { name: 'Picture (PNG)' }).first().click();
  const bytes = await readFile(await (await started).path());
  expect(await laurel.credentials.verify(new Uint8Array(bytes))).toMatchObject({
    verdict: 'valid',
    format: 'png',
  });

  // A profile, once the badge may be seen.
  await home.getByRole('button', { name: 'Yes, make it visible' }).click();
  await home.getByRole('link', { name: 'Add to LinkedIn' }).waitFor();
  await home.getByRole('link', { name: 'Profile' }).click();
  await home.getByLabel('Show my profile').check();
  await home.getByLabel('Name on the profile').fill('Ann Lovelace');
  await home.getByLabel('Lab safety').check();
  await home.getByRole('button', { name: 'Save' }).click();
  const open = home.getByRole('link', { name: 'Open my profile' });
  const address = (await open.getAttribute('href')) ?? '';
  const stranger = await newWindow();
  expect((await stranger.goto(address))?.status()).toBe(200);
  await stranger.getByRole('heading', { name: 'Ann Lovelace' }).waitFor();
  await stranger.getByRole('link', { name: 'Lab safety' }).click();
  await stranger.getByText('The badge is exactly as it was signed.').waitFor();

  // Off again: nothing is there.
  await home.getByLabel('Show my profile').uncheck();
  await home.getByRole('button', { name: 'Save' }).click();
  await home.getByText('Your profile is saved.').waitFor();
  expect((await stranger.goto(address))?.status()).toBe(404);
});
