import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPage } from '../gallery/check/check-page.js';
import { startGallery, type Gallery } from '../gallery/serve.js';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.js';

let browser: Browser;
let gallery: Gallery;

beforeAll(async () => {
  gallery = await startGallery();
  browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
});
afterAll(async () => {
  await browser.close();
  await gallery.close();
});

const parts = () => `${gallery.url}/parts/en`;

/** The address of the first state of a view that has this in it. */
function stateWith(view: string, text: string, language = 'en'): string {
  const { drawing } = gallery;
  const at = drawing.states.findIndex(
    (state) => state.view === view && drawing.draw(state, language).includes(text),
  );
  if (at < 0) throw new Error(`no state of ${view} has ${text}`);
  return `${gallery.url}/state/${at}/${language}`;
}

/** A page of the gallery's origin with a body that a test makes up. */
async function checkBody(body: string, style = ''): Promise<string[]> {
  const page = await browser.newPage();
  const url = `${gallery.url}/made-up`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>T</title><style>${style}</style><body><main><h1>T</h1>${body}</main></body></html>`,
    }),
  );
  const found = await checkPage(page, { ltr: url, rtl: url });
  await page.close();
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

describe('the check of the gallery', () => {
  it('finds nothing wrong with a page that is right', async () => {
    expect(await checkBody('<p>Words.</p>')).toEqual([]);
  });

  it.each([
    ['two elements of one id', '<p id="a">1</p><p id="a">2</p>', 'duplicate-id'],
    [
      'two fields of one name',
      '<form><label for="a">Unit</label><select id="a"><option>1</select><label for="b">Unit</label><select id="b"><option>1</select></form>',
      'same-field-name',
    ],
    ['a heading that leaves out a level', '<h3>Three</h3>', 'heading-order'],
    ['grey on grey', '<p style="color:#999;background:#aaa">Pale</p>', 'color-contrast'],
    ['a page wider than a phone', '<p style="inline-size:500px">Wide</p>', 'reflow'],
    [
      'text that wider letters cut off',
      '<p style="white-space:nowrap;overflow:hidden;inline-size:17ch">Just long enough</p>',
      'text-spacing',
    ],
  ])('finds %s', async (_what, body, rule) => {
    expect(await checkBody(body)).toEqual([rule]);
  });

  it('finds what is wrong in the dark alone', async () => {
    const style = '@media (prefers-color-scheme: dark) { p { color: #eee } }';
    expect(await checkBody('<p>Pale</p>', style)).toEqual(['color-contrast']);
  });
});

describe('a button that copies', () => {
  const button = (page: Page) => page.locator('[data-copy]').first();

  it('says that it copied, and is itself again afterwards, pressed twice too', async () => {
    const page = await (
      await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    ).newPage();
    await page.clock.install();
    await page.goto(parts());
    const name = await button(page).innerText();
    await button(page).click();
    await button(page).click();
    await page.getByText('Copied').waitFor();
    await page.clock.runFor(5_000);
    expect(await button(page).innerText()).toBe(name);
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('https://');
  });

  it('says that it could not, and leaves the text selected', async () => {
    const page = await browser.newPage();
    await page.addInitScript('navigator.clipboard.writeText = () => Promise.reject(new Error())');
    await page.goto(parts());
    await button(page).click();
    await page.getByRole('status').filter({ hasText: 'Could not be copied' }).waitFor();
    expect(await page.evaluate('String(getSelection())')).toContain('https://');
  });

  it('is not there without JavaScript', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(parts());
    expect(await button(page).isVisible()).toBe(false);
  });
});

describe('a page after a form', () => {
  it('has the focus on what the form did, and asks the platform to scroll to it', async () => {
    const page = await browser.newPage();
    await page.goto(gallery.url);
    const subjects = await page.evaluate(`new Promise((done) => {
      const got = [];
      addEventListener('message', ({ data }) => {
        if (typeof data === 'object') got.push(data.subject);
        if (got.includes('lti.scrollToTop') && got.includes('lti.frameResize')) done(got);
      });
      const frame = document.createElement('iframe');
      frame.name = 'tool';
      frame.src = ${JSON.stringify(stateWith('awards/corrections', 'data-focus'))};
      document.body.prepend(frame);
    })`);
    expect(subjects).toContain('lti.scrollToTop');
    const focused = await page.frame('tool')?.evaluate('document.activeElement.className');
    expect(focused).toContain('notice');
  });

  it('has the focus on the list of errors, which names each field and leads to its label', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 600 } });
    await page.goto(parts());
    const link = page.getByRole('link', { name: 'Pass mark: Please enter 100 or less.' });
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
    await link.click();
    const label = page.locator('label', { hasText: 'Pass mark' });
    expect((await label.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  });
});

describe('a page on paper', () => {
  it('is dark on light, and has a badge’s address and QR code', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(stateWith('credentials/show', 'print-only'));
    const colours = () =>
      page.evaluate(
        '[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector("h1")).color]',
      );
    expect(await page.locator('.print-only').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await colours()).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    expect(await page.locator('.print-only img').isVisible()).toBe(true);
    expect(await page.locator('.print-only').innerText()).toContain('/credentials/');
  });
});
