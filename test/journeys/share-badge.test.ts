import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import type { Credential } from '../../src/credentials/index.js';
import { withPersons } from '../support/as-person.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { CHROMIUM_ARGS } from './chromium.js';

let browser: Browser;
let laurel: TestLaurel;
let badge: Credential;

beforeAll(async () => {
  laurel = await startTestLaurel();
  badge = await issueTestBadge(laurel, { visibility: 'private' });
  const executablePath = process.env['CHROMIUM_PATH'];
  browser = await chromium.launch(
    omitUndefined({
      args: CHROMIUM_ARGS,
      executablePath: executablePath || undefined,
    }),
  );
});
afterAll(async () => {
  await browser.close();
  await laurel.close();
});

/** A browser that has the learner's session, as a launch would leave it. */
async function learner(): Promise<BrowserContext> {
  const { cookie } = await withPersons(laurel).enter('person-1');
  const context = await browser.newContext({ acceptDownloads: true });
  const cookies = cookie.split('; ').map((one) => {
    const [name = '', ...value] = one.split('=');
    return { name, value: value.join('='), url: laurel.url };
  });
  await context.addCookies(cookies);
  return context;
}

const pageUrl = () => `${laurel.url}/credentials/${badge.id}`;

describe('a learner with a private badge', () => {
  it('takes it away as a picture that verifies, while nobody else sees it', async () => {
    const page = await (await learner()).newPage();
    await page.goto(pageUrl());
    const started = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Picture (PNG)' }).click();
    const bytes = await readFile(await (await started).path());
    expect(await laurel.credentials.verify(new Uint8Array(bytes))).toMatchObject({
      verdict: 'valid',
      format: 'png',
    });
    const stranger = await browser.newPage();
    expect((await stranger.goto(pageUrl()))?.status()).toBe(403);
  });
});

describe('a learner with a shared badge', () => {
  beforeAll(async () => {
    await laurel.credentials.share(badge.id, 'person-1', 'link');
  });

  it('finds LinkedIn, its address and a QR code', async () => {
    const page = await (await learner()).newPage();
    await page.goto(pageUrl());
    const href = await page.getByRole('link', { name: 'Add to LinkedIn' }).getAttribute('href');
    expect(new URL(href ?? '').searchParams.get('certUrl')).toBe(pageUrl());
    await page.getByText('QR code', { exact: true }).click();
    const qr = page.getByAltText('QR code that opens the badge');
    await qr.waitFor();
    expect(await qr.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).not.toBe(0);
  });

  it('opens a way into a wallet, by link and by code', async () => {
    const page = await (await learner()).newPage();
    await page.goto(pageUrl());
    await page.getByRole('button', { name: 'Add to a wallet' }).click();
    await page.getByAltText('QR code for a wallet').waitFor();
    const href = await page.getByRole('link', { name: 'LearnCard' }).getAttribute('href');
    expect(new URL(href ?? '').searchParams.get('vc_request_url')).toContain('/api/exchanges/');
  });

  it('lets anybody see that it is valid, without JavaScript too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await page.goto(pageUrl());
      await page.getByText('Valid', { exact: true }).waitFor();
      expect(await page.getByText('LinkedIn').count()).toBe(0);
    }
  });

  it('has it in a frame on a site of somebody else', async () => {
    const server = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html').end(`<iframe src="${pageUrl()}/embed"></iframe>`);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.frameLocator('iframe').getByText('Netze & Wege').waitFor();
    await page.close();
    server.closeAllConnections();
    server.close();
  });
});
