import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../support/lms/index.js';
import { startTool } from '../support/start-tool.js';
import { launchOwnBrowser } from './chromium.js';

let laurel: Awaited<ReturnType<typeof startTool>>;
let moodle: MoodleLike;
let canvas: CanvasLike;
let browser: BrowserContext;
/** With third-party cookies blocked. */
let strict: BrowserContext;

beforeAll(async () => {
  [laurel, moodle, canvas] = await Promise.all([startTool(), startMoodleLike(), startCanvasLike()]);
  await laurel.register(moodle);
  await laurel.register(canvas);
  browser = await launchOwnBrowser({ blocksThirdPartyCookies: false });
  strict = await launchOwnBrowser({ blocksThirdPartyCookies: true });
});
afterEach(async () => {
  for (const own of [browser, strict]) {
    // The first page stays: a browser without any may end.
    await Promise.all(
      own
        .pages()
        .slice(1)
        .map((page) => page.close()),
    );
    await own.clearCookies();
  }
});
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

async function open(platform: MoodleLike | CanvasLike, on: BrowserContext, dropsCookies = false) {
  laurel.network.dropsCookies = dropsCookies;
  const page = await on.newPage();
  await page.goto(platform.launchUrl({ as: 'teacher' }));
  return page;
}

/**
 * A page of one site with a frame of another that sets a cookie and asks for it back: what a third party keeps.
 * @param attributes of the cookie, beside `SameSite=None; Secure`
 */
async function thirdPartyKeeps(on: BrowserContext, attributes: string): Promise<boolean> {
  const server = createServer((req, res) => {
    const isFrame = req.headers.host?.startsWith('localhost') === true;
    const frame = `<iframe src="http://localhost:${(server.address() as AddressInfo).port}/frame">`;
    const isBack = req.url === '/back';
    if (isFrame && !isBack) {
      res.setHeader('Set-Cookie', `kept=yes; Path=/; SameSite=None; Secure${attributes}`);
    }
    res.setHeader('Content-Type', 'text/html');
    const sent = `<p id="sent">${req.headers.cookie ?? ''}</p>`;
    if (!isFrame) return res.end(frame);
    res.end(isBack ? sent : `<meta http-equiv="refresh" content="0;url=/back">`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const page = await on.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const frame = await toolFrame(page, /\/back$/);
  const sent = await frame.locator('#sent').textContent();
  server.close().closeAllConnections();
  return sent === 'kept=yes';
}

const here = /\/here$/;
const told = async (frame: Frame) =>
  JSON.parse((await frame.textContent('body')) ?? '{}') as { strength: string };

describe('the browsers of these journeys', () => {
  it('keep a third party’s cookie, and with third-party cookies blocked a partitioned one alone', async () => {
    const seen = [];
    for (const on of [browser, strict]) {
      for (const attributes of ['', '; Partitioned']) {
        seen.push(await thirdPartyKeeps(on, attributes));
        await on.clearCookies();
      }
    }
    expect(seen).toEqual([true, true, false, true]);
  });
});

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

/** The keys of logins in the platform's storage, as its page in `on` that was opened last has them. */
async function left(on: BrowserContext): Promise<readonly string[]> {
  const keys = await on.pages().at(-1)?.evaluate<string[]>('Object.keys(localStorage)');
  return (keys ?? []).filter((key) => key.includes('lti_state_')).sort();
}

describe('a launch while the tool’s cookies are blocked', () => {
  it('is bound by platform storage at a Canvas-like platform, without a question', async () => {
    const earlier = await (await browser.newPage()).goto(canvas.baseUrl).then(() => left(browser));
    const page = await open(canvas, browser, true);
    expect((await told(await toolFrame(page, here))).strength).toBe('bound');
    // The proof is used up, and its place in the platform's storage is given back.
    await expect.poll(() => left(browser), { timeout: 20_000 }).toEqual(earlier);
  });

  it('leaves nothing for ever where a cookie bound it', async () => {
    const page = await open(canvas, browser);
    const frame = await toolFrame(page, here);
    const before = await left(browser);
    expect(before).not.toEqual([]);
    await frame.evaluate(`localStorage.setItem('laurel.lti.left', JSON.stringify(
      JSON.parse(localStorage.getItem('laurel.lti.left')).map(([key]) => [key, 0])))`);
    await toolFrame(await open(canvas, browser), here);
    const after = await left(browser);
    expect(after.length).toBe(1);
    expect(before).not.toContain(after[0]);
  });

  it('asks at a Moodle-like platform, which has no storage', async () => {
    const page = await open(moodle, browser, true);
    const frame = await toolFrame(page, /\/lti\/launch$/);
    await frame.getByRole('button', { name: /^Continue as/ }).click();
    expect((await told(await toolFrame(page, here))).strength).toBe('confirmed');
  });

  it('opens a window of its own where the person asks for it, which looks and does not act', async () => {
    const page = await open(moodle, browser, true);
    const frame = await toolFrame(page, /\/lti\/launch$/);
    const host = new URL(laurel.url).host;
    // The last resort names the site to allow in the browser's settings.
    expect(await frame.textContent('body')).toContain(`allow cookies for ${host}`);
    const [opened] = await Promise.all([
      browser.waitForEvent('page'),
      frame.getByRole('button', { name: 'Open in a new window' }).click(),
    ]);
    await opened.waitForURL(here);
    expect((await told(opened.mainFrame())).strength).toBe('confirmed');
  });
});
