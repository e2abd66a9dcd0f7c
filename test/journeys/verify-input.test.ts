import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import QRCode from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/credentials/index.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.js';

let browser: Browser;
let laurel: TestLaurel;
let badge: Credential;
const folder = mkdtempSync(path.join(tmpdir(), 'laurel-camera-'));
const film = path.join(folder, 'code.y4m');

/** A film of one picture, a QR code, as Chromium's camera for tests takes it (YUV4MPEG2, 4:2:0). */
function filmOf(text: string): Buffer {
  const { size, data } = QRCode.create(text).modules;
  const [width, height, scale] = [640, 480, 6];
  const luma = Buffer.alloc(width * height, 235);
  const [left, top] = [(width - size * scale) >> 1, (height - size * scale) >> 1];
  for (let y = 0; y < size * scale; y += 1)
    for (let x = 0; x < size * scale; x += 1)
      if (data[Math.floor(y / scale) * size + Math.floor(x / scale)])
        luma[(top + y) * width + left + x] = 16;
  const chroma = Buffer.alloc((width * height) / 2, 128);
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    ...Array.from({ length: 3 }, () => Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])),
  ]);
}

beforeAll(async () => {
  laurel = await startTestLaurel();
  badge = await issueTestBadge(laurel);
  writeFileSync(film, filmOf(`${laurel.url}/credentials/${badge.id}`));
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [
      ...CHROMIUM_ARGS,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await laurel.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(permissions: string[] = []): Promise<Page> {
  const context = await browser.newContext({ permissions });
  const page = await context.newPage();
  await page.goto(`${laurel.url}/verify`);
  return page;
}

const isValid = (page: Page) => page.getByRole('heading', { level: 1, name: /^Valid: / }).waitFor();

/** Hands something to the page as a browser does when it is dropped or pasted. */
const hand = (page: Page, kind: 'drop' | 'paste', text: string, file = '') =>
  page.evaluate(
    `(([kind, text, file]) => {
      const data = new DataTransfer();
      if (file) data.items.add(new File([text], file)); else data.setData('text/plain', text);
      const init = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(kind === 'drop'
        ? new DragEvent('drop', { ...init, dataTransfer: data })
        : new ClipboardEvent('paste', { ...init, clipboardData: data }));
    })(${JSON.stringify([kind, text, file])})`,
  );

describe('the page that verifies takes a badge', () => {
  it('that is dropped on it, as a file or as its address', async () => {
    const page = await open();
    await hand(page, 'drop', badge.json, 'badge.json');
    await isValid(page);
    expect(await page.title()).toMatch(/^Valid: .+ · Laurel$/);
    await page.goto(`${laurel.url}/verify`);
    await hand(page, 'drop', `${laurel.url}/credentials/${badge.id}`);
    await isValid(page);
  });

  it('that is pasted outside any field, and by the button', async () => {
    const page = await open(['clipboard-read', 'clipboard-write']);
    await hand(page, 'paste', badge.json);
    await isValid(page);
    await page.goto(`${laurel.url}/verify`);
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(badge.json)})`);
    await page.getByRole('button', { name: 'Paste', exact: true }).click();
    await isValid(page);
  });

  it('by the QR code of its certificate, with the decoder that comes along', async () => {
    const page = await open(['camera']);
    await page.evaluate('delete window.BarcodeDetector');
    await page.getByRole('button', { name: 'Scan a QR code' }).click();
    await isValid(page);
  });

  it('says what to do where there is no camera to be had', async () => {
    const page = await open();
    await page.evaluate(
      'navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error("no"))',
    );
    await page.getByRole('button', { name: 'Scan a QR code' }).click();
    await page.getByText('The camera could not be used.').waitFor();
    expect(await page.locator('#verify-camera').isHidden()).toBe(true);
  });
});

describe('what the page shows of a badge', () => {
  it.each([true, false])('is compared with the issuer, with JavaScript: %s', async (hasScript) => {
    const context = await browser.newContext({ javaScriptEnabled: hasScript });
    const page = await context.newPage();
    await page.goto(`${laurel.url}/verify`);
    await page.getByLabel('Paste a badge').fill(badge.json);
    await page.getByLabel('Also compare it').check();
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('The issuer says the same now').waitFor();
    await isValid(page);
    expect(await page.locator('#verify-ways').isVisible()).toBe(hasScript);
  });

  it('has its criteria as Markdown, whose HTML stays text', async () => {
    const page = await open();
    const changed = JSON.parse(badge.json);
    changed.credentialSubject.achievement.criteria.narrative =
      'Reach **70 %** <img src=x onerror="window.hit=1"> [x](javascript:window.hit=1)';
    await page.getByLabel('Paste a badge').fill(JSON.stringify(changed));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.locator('#verify-result strong', { hasText: '70 %' }).waitFor();
    expect(await page.locator('#verify-result img, #verify-result a').count()).toBe(0);
    expect(await page.evaluate('window.hit')).toBeUndefined();
  });
});
