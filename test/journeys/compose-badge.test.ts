import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type Browser } from 'playwright-core';
import { startDemoWorld, type DemoWorld } from '../../scripts/demo/world.js';
import { CHROMIUM_ARGS } from './chromium.js';

let world: DemoWorld;
let browser: Browser;
beforeAll(async () => {
  world = await startDemoWorld('silent', [0, 0, 0]);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '',
    args: CHROMIUM_ARGS,
  });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

describe('the badge studio in a browser', () => {
  it('follows what is chosen, finds icons while one types, and works by keyboard alone', async () => {
    const platform = world.platforms.find(({ name }) => name === 'moodle');
    if (platform === undefined) throw new Error('no moodle');
    const page = await browser.newPage();
    await page.goto(platform.lms.launchUrl({ as: 'teacher' }));
    const tool = page.frameLocator('iframe[name="tool"], iframe.tool');
    await tool.getByRole('link', { name: /first badge/i }).click();
    await tool.getByLabel('Name', { exact: true }).fill('Networking');
    await tool.locator('#fold-look > summary').click();
    await tool.getByRole('button', { name: 'Open the badge studio' }).click();

    const picture = tool.locator('#studio-preview img.large');
    const shows = (text: string) =>
      expect.poll(() => picture.getAttribute('src'), { timeout: 20_000 }).toContain(text);
    await shows('name=Networking');
    await expect.poll(() => tool.locator('#studio-preview img').count()).toBe(5);

    // By keyboard: the arrow moves the choice from the chosen shape to the next one.
    const family = tool.locator('input[name="family"]:checked');
    const before = await family.inputValue();
    await family.focus();
    await page.keyboard.press('ArrowRight');
    const after = await family.inputValue();
    expect(after).not.toBe(before);
    await shows(`%22family%22%3A%22${after}%22`);

    const icons = tool.locator('.icon-choice:not([hidden])');
    expect(await icons.count()).toBeGreaterThanOrEqual(200);
    await tool.getByLabel(/Search icons/).fill('microscope');
    await expect.poll(() => icons.count()).toBe(2);
    await tool.getByRole('radio', { name: 'Microscope' }).focus();
    await page.keyboard.press('Space');
    await shows('microscope');

    // A colour of one's own that is too like the other is told at once, with one that would do.
    await tool.locator('input[name="main"]').fill('#1f6a4d');
    await tool.locator('input[name="accent"]').fill('#2a7a5a');
    await tool.locator('#studio-preview .error').waitFor();
    expect(await tool.locator('input[name="palette"]:checked').inputValue()).toBe('own');
    await tool.getByRole('button', { name: /as the accent/ }).click();
    await tool.getByRole('button', { name: 'Use this look' }).click();
    await tool.locator('#preview img').waitFor();
    expect(await tool.locator('input[name="template"]:checked').inputValue()).toBe('studio');
    expect(await tool.locator('#preview img').getAttribute('src')).toContain('microscope');
    await page.close();
  });
});
