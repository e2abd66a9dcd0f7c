import { chromium, type Browser, type Frame, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import {
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
  type TestPlatform,
} from '../support/lms/index.js';
import { ProbeTool, type Json } from '../support/lms/probe-tool.js';
import { CHROMIUM_ARGS } from './chromium.js';

let browser: Browser;
let moodle: MoodleLike;
let canvas: CanvasLike;
let probe: ProbeTool;

beforeAll(async () => {
  [moodle, canvas, probe] = await Promise.all([
    startMoodleLike(),
    startCanvasLike(),
    ProbeTool.start(),
  ]);
  const executablePath = process.env['CHROMIUM_PATH'];
  browser = await chromium.launch(
    omitUndefined({
      args: CHROMIUM_ARGS,
      executablePath: executablePath || undefined,
    }),
  );
  for (const platform of [moodle, canvas]) platform.registerTool({ url: probe.url });
  probe.authorizationUrl = (login) =>
    [moodle, canvas].find(({ issuer }) => issuer === login.iss)!.endpoints.authorizationUrl;
});
afterAll(async () => {
  await browser.close();
  await Promise.all([moodle.close(), canvas.close(), probe.close()]);
});

async function open(platform: TestPlatform, as: string): Promise<{ page: Page; frame: Frame }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(platform.launchUrl({ as }));
  await page.frameLocator('iframe.tool').getByText('launched').waitFor();
  return { page, frame: page.frame('tool')! };
}

/** Posts a message from the tool's frame and waits for the answer with the same id. */
function ask(frame: Frame, message: object, to: 'parent' | 'forwarder', origin: string) {
  return frame.evaluate(
    ([sent, where, targetOrigin]) =>
      new Promise((resolve) => {
        const id = String(Math.random());
        const timer = setTimeout(() => resolve('no answer'), 1500);
        const here = globalThis as Json;
        here.addEventListener('message', (event: Json) => {
          if (event.data?.message_id !== id) return;
          clearTimeout(timer);
          resolve({ ...event.data, origin: event.origin, message_id: undefined });
        });
        const target =
          where === 'parent' ? here.parent : here.parent.frames['post_message_forwarding'];
        target.postMessage({ ...sent, message_id: id }, targetOrigin);
      }),
    [message, to, origin] as const,
  ) as Promise<Json>;
}

describe.each([
  ['Moodle-like', () => moodle],
  ['Canvas-like', () => canvas],
])('The %s platform in a browser', (_name, get) => {
  it.each(['teacher', 'learner4', 'admin'])('opens the tool in its frame for %s', async (as) => {
    const platform = get();
    const { page, frame } = await open(platform, as);
    expect(new URL(frame.url()).host).toBe(new URL(probe.url).host);
    expect(probe.lastLaunch.claims.sub).toBe(platform.person(as).sub);
    await page.context().close();
  });

  it('lets a teacher type a grade', async () => {
    const platform = get();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${platform.baseUrl}/act-as?user=teacher`);
    await page.getByRole('link', { name: 'Introduction to Data' }).click();
    await page.getByRole('link', { name: 'Grades' }).click();
    await page.getByLabel("Siobhán O'Brien, Quiz 1").fill('14.5');
    await page.getByRole('button', { name: 'Save grades' }).click();
    await page.waitForLoadState();
    expect(await page.getByLabel("Siobhán O'Brien, Quiz 1").inputValue()).toBe('14.5');
    const { column } = platform.column('Quiz 1');
    expect(column.grades.get(platform.person('learner3').id)?.value).toBe(14.5);
    await page.context().close();
  });

  it('ends a registration when the tool asks to close', async () => {
    const platform = get();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${platform.baseUrl}/act-as?user=admin&next=/admin/tools`);
    await page.getByLabel('Registration URL').fill(`${probe.url}/lti/keys`);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.waitForURL(/admin\/register/);
    await page.waitForLoadState('load');
    const frame = page.frame('tool')!;
    // The site has a tool already: Moodle asks which of the two is meant, Canvas does not.
    if (platform.kind === 'moodle') {
      await frame.getByRole('link', { name: 'Register as a new external tool' }).click();
    }
    await frame.waitForURL(/registration_token=/);
    await frame.evaluate(() => {
      const { opener, parent } = globalThis as Json;
      (opener || parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
    });
    await page.waitForURL(/admin\/tools/);
    await page.context().close();
  });
});

describe("Canvas's platform storage", () => {
  it('keeps data for the tool through the forwarding frame on the origin of sign-in', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    const put = { subject: 'lti.put_data', key: 'state', value: 'abc' };
    expect(await ask(frame, put, 'forwarder', canvas.signInUrl)).toEqual({
      subject: 'lti.put_data.response',
      key: 'state',
      value: 'abc',
      origin: canvas.signInUrl,
    });
    const got = await ask(
      frame,
      { subject: 'lti.get_data', key: 'state' },
      'forwarder',
      canvas.signInUrl,
    );
    expect(got).toMatchObject({ subject: 'lti.get_data.response', value: 'abc' });
    await page.context().close();
  });

  it('says what it supports to the page and to the forwarding frame', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    const question = { subject: 'lti.capabilities' };
    const answer = await ask(frame, question, 'parent', canvas.baseUrl);
    expect(answer.supported_messages).toContainEqual({
      subject: 'lti.put_data',
      frame: 'post_message_forwarding',
    });
    expect(await ask(frame, question, 'forwarder', canvas.signInUrl)).toHaveProperty(
      'supported_messages',
    );
    await page.context().close();
  });

  it('counts what was put since the page was loaded, repeats too; clearing gives it back', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    const put = (key: string, value: string | null) =>
      ask(frame, { subject: 'lti.put_data', key, value }, 'forwarder', canvas.signInUrl);
    const full = 'x'.repeat(2_000);
    expect(await put('a', full)).toHaveProperty('value', full);
    expect(await put('a', full)).toHaveProperty('value', full);
    expect(await put('a', full)).toHaveProperty('error.code', 'storage_exhaustion');
    await put('a', null);
    expect(await put('b', full)).toHaveProperty('value', full);
    await page.context().close();
  });

  it('answers the page’s own window too, and an unknown subject with an error', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    const put = { subject: 'lti.put_data', key: 'state', value: 'abc' };
    expect(await ask(frame, put, 'parent', canvas.baseUrl)).toMatchObject({ value: 'abc' });
    const unknown = await ask(frame, { subject: 'lti.unknown' }, 'parent', canvas.baseUrl);
    expect(unknown.error.code).toBe('unsupported_subject');
    await page.context().close();
  });

  it('answers nobody who addresses another origin', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    const put = { subject: 'lti.put_data', key: 'state', value: 'abc' };
    expect(await ask(frame, put, 'forwarder', 'https://elsewhere.test')).toBe('no answer');
    await page.context().close();
  });

  it('lets the frame grow', async () => {
    const { page, frame } = await open(canvas, 'learner1');
    await ask(frame, { subject: 'lti.frameResize', height: 1234 }, 'parent', canvas.baseUrl);
    const height = await page.locator('iframe.tool').evaluate((one: Json) => one.style.height);
    expect(height).toBe('1234px');
    await page.context().close();
  });
});

describe("Moodle's frame", () => {
  it('has no platform storage', async () => {
    const { page, frame } = await open(moodle, 'learner1');
    const question = { subject: 'lti.capabilities' };
    expect(await ask(frame, question, 'parent', moodle.baseUrl)).toBe('no answer');
    expect(probe.logins.at(-1)).not.toHaveProperty('lti_storage_target');
    await page.context().close();
  });
});
