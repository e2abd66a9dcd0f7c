import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import type { Credential } from '../../src/credentials/index.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { CHROMIUM_ARGS } from './chromium.js';

let browser: Browser;
let laurel: TestLaurel;
let badge: Credential;

beforeAll(async () => {
  laurel = await startTestLaurel();
  badge = await issueTestBadge(laurel);
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

const line = (page: Page, name: string) =>
  page.locator('#verify-result .checks li', { hasText: name }).innerText();

const HOSTILE =
  `javascript:window.hit=1//"'></textarea></script><img src=x onerror="window.hit=1">` +
  `<script>window.hit=1</script>{{7*7}}[x](javascript:window.hit=1)`;
/** What makes it a badge at all stays, so that the rest is shown. */
const STAYS = new Set(['@context', 'type', 'validFrom', 'issuanceDate']);

/** A badge with the same hostile text in the place of every other. */
function spoil(value: unknown): unknown {
  if (typeof value === 'string') return HOSTILE;
  if (Array.isArray(value)) return value.map(spoil);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, part]) => [name, STAYS.has(name) ? part : spoil(part)]),
  );
}

async function openVerify(javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${laurel.url}/verify`);
  return page;
}

async function png(of: Credential) {
  const answer = await fetch(`${laurel.url}/credentials/${of.id}.png`);
  const buffer = Buffer.from(await answer.arrayBuffer());
  return { name: 'badge.png', mimeType: 'image/png', buffer };
}

describe.each([true, false])('the page that verifies, with JavaScript: %s', (hasScript) => {
  it('tells a badge in a picture from who issued it', async () => {
    const page = await openVerify(hasScript);
    await page.getByLabel('Or choose a file').setInputFiles(await png(badge));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.locator('#verify-result').getByText('Valid', { exact: true }).waitFor();
    expect(await line(page, 'Signature valid')).toContain('Passed');
    expect(await line(page, 'Issuer recognised')).toContain('Passed');
    expect(await page.locator('#verify-result').innerText()).toContain('Ada Żółć');
  });

  it('calls a badge that was changed not genuine', async () => {
    const page = await openVerify(hasScript);
    await page.getByLabel('Paste a badge').fill(badge.json.replace('Ada', 'Eve'));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('Not genuine', { exact: true }).waitFor();
    expect(await line(page, 'Signature valid')).toContain('Failed');
  });

  it('shows what a hostile badge says as text alone', async () => {
    const page = await openVerify(hasScript);
    const hostile = { ...JSON.parse(badge.json), name: 'x' };
    hostile.credentialSubject.achievement.name = '<img src=x onerror=alert(1)></script><h1>Hi';
    await page.getByLabel('Paste a badge').fill(JSON.stringify(hostile));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('Not genuine', { exact: true }).waitFor();
    expect(await page.locator('#verify-result img').count()).toBe(0);
    expect(await page.locator('#verify-result').innerText()).toContain('<img src=x');
  });

  it('runs and links nothing of a badge that is hostile in every word and address', async () => {
    const context = await browser.newContext({ javaScriptEnabled: hasScript, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${laurel.url}/verify`);
    await page.getByLabel('Paste a badge').fill(JSON.stringify(spoil(JSON.parse(badge.json))));
    await page.getByRole('button', { name: 'Check it' }).click();
    const result = page.locator('#verify-result');
    await result.getByRole('heading').nth(1).waitFor();
    expect(await result.innerText()).toContain('<script>');
    expect(await page.locator('img[src="x"], [onerror], #verify-result script').count()).toBe(0);
    const links = page.locator('#verify-result a, #verify-result iframe, #verify-result img');
    expect(await links.count()).toBe(0);
    if (hasScript) expect(await page.evaluate('window.hit')).toBeUndefined();
    await context.close();
  });

  it('fetches a badge by its address', async () => {
    const page = await openVerify(hasScript);
    await page.getByLabel('Paste a badge').fill(`${laurel.url}/credentials/${badge.id}`);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.locator('#verify-result').getByText('Valid', { exact: true }).waitFor();
  });

  it('asks for a badge where none was handed in', async () => {
    const page = await openVerify(hasScript);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('Paste a badge or its address, or choose a file.').first().waitFor();
  });
});

describe('a badge that was verified in the browser', () => {
  it('is told to its issuer to be counted, by its address alone; a forgery is not', async () => {
    const page = await openVerify(true);
    const asked: { url: string; cookie: string | undefined }[] = [];
    page.on('request', (request) => {
      if (!request.url().includes('/verify/seen')) return;
      asked.push({ url: request.url(), cookie: request.headers()['cookie'] });
    });
    const check = async (json: string, verdict: string) => {
      await page.getByLabel('Paste a badge').fill(json);
      await page.getByRole('button', { name: 'Check it' }).click();
      await page.locator('#verify-result').getByText(verdict, { exact: true }).waitFor();
    };
    await check(badge.json.replace('Ada', 'Eve'), 'Not genuine');
    expect(asked).toEqual([]);
    await check(badge.json, 'Valid');
    const { id } = JSON.parse(badge.json) as { id: string };
    const url = `${laurel.url}/verify/seen?badge=${encodeURIComponent(id)}`;
    await expect.poll(() => asked).toEqual([{ url, cookie: undefined }]);
  });
});

describe('the page that verifies, while the server is stopped', () => {
  it('comes from the browser and still tells a genuine badge from a forged one', async () => {
    const other = await startTestLaurel();
    const taken = await issueTestBadge(other);
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${other.url}/verify`);
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await other.close();

    await page.goto(`${other.url}/verify`);
    await page.getByLabel('Paste a badge').fill(taken.json);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('Checked in this browser.').waitFor();
    expect(await line(page, 'Signature valid')).toContain('Passed');
    expect(await line(page, 'Issuer identity')).toContain('Passed');
    expect(await line(page, 'Not revoked')).toContain('Not known');

    await page.getByLabel('Paste a badge').fill(taken.json.replace('Ada', 'Eve'));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('Not genuine', { exact: true }).waitFor();
  });
});
