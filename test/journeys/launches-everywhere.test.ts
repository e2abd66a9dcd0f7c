import {
  chromium,
  type Browser,
  type BrowserContext,
  type Frame,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../lms/index.js';
import { startTool } from '../lti/start-tool.js';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.js';

let laurel: Awaited<ReturnType<typeof startTool>>;
let moodle: MoodleLike;
let canvas: CanvasLike;
let browser: Browser;
let strict: Browser;
let context: BrowserContext;

beforeAll(async () => {
  const executablePath = ensureChromium();
  [laurel, moodle, canvas] = await Promise.all([startTool(), startMoodleLike(), startCanvasLike()]);
  await laurel.register(moodle);
  await laurel.register(canvas);
  browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  const flags = [...CHROMIUM_ARGS, '--test-third-party-cookie-phaseout'];
  strict = await chromium.launch({ executablePath, args: flags });
});
afterEach(() => context.close());
afterAll(async () => {
  await Promise.all([browser.close(), strict.close(), moodle.close(), canvas.close()]);
  await laurel.close();
});

/** The tool's frame, once it has settled on an address. */
async function toolFrame(page: Page, path: RegExp): Promise<Frame> {
  await expect
    .poll(() => page.frames().some((frame) => path.test(frame.url())), { timeout: 20_000 })
    .toBe(true);
  const found = page.frames().find((frame) => path.test(frame.url()));
  if (!found) throw new Error('no frame of the tool');
  return found;
}

async function open(platform: MoodleLike | CanvasLike, on: Browser, dropsCookies = false) {
  laurel.network.dropsCookies = dropsCookies;
  context = await on.newContext();
  const page = await context.newPage();
  await page.goto(platform.launchUrl({ as: 'teacher' }));
  return page;
}

const here = /\/here$/;
const told = async (frame: Frame) =>
  JSON.parse((await frame.textContent('body')) ?? '{}') as { strength: string };

describe.each(['moodle', 'canvas'] as const)(
  'a launch in the frame of a %s-like platform',
  (kind) => {
    const platform = () => (kind === 'moodle' ? moodle : canvas);

    it('is bound by a partitioned cookie', async () => {
      const page = await open(platform(), browser);
      expect((await told(await toolFrame(page, here))).strength).toBe('bound');
    });

    it('is bound while third-party cookies are blocked', async () => {
      const page = await open(platform(), strict);
      expect((await told(await toolFrame(page, here))).strength).toBe('bound');
    });
  },
);

describe('a launch while the tool’s cookies are blocked', () => {
  it('is bound by platform storage at a Canvas-like platform, without a question', async () => {
    const page = await open(canvas, browser, true);
    expect((await told(await toolFrame(page, here))).strength).toBe('bound');
  });

  it('asks at a Moodle-like platform, which has no storage', async () => {
    const page = await open(moodle, browser, true);
    const frame = await toolFrame(page, /\/lti\/launch$/);
    await frame.getByRole('button', { name: /^Continue as/ }).click();
    expect((await told(await toolFrame(page, here))).strength).toBe('confirmed');
  });
});
