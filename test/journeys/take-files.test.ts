import { readFile } from 'node:fs/promises';
import type { BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { issueTestBadge } from '../support/issue-test-badge.js';
import { laurel, open, useCourse } from '../support/use-course.js';
import { launchOwnBrowser } from './chromium.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
const KINDS = ['png', 'pdf', 'json', 'svg', 'jwt', 'zip'] as const;

useCourse('moodle');
/** With third-party cookies blocked: in the frame only a partitioned cookie survives. */
let strict: BrowserContext;

beforeAll(async () => {
  const { platform, tool } = open;
  platform.setGrade('learner5', tool.link.column ?? '', 84);
  const typed = { ...TYPED, release: 'immediately' };
  const { browser } = await open.enter('teacher');
  const empty = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
  await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  strict = await launchOwnBrowser({ blocksThirdPartyCookies: true });
});
afterAll(async () => {
  await strict.close();
});

/** The tool in its frame inside the platform's page, which is of another site. */
async function openTool(as: string): Promise<{ page: Page; tool: FrameLocator; frame: Frame }> {
  const page = await strict.newPage();
  await page.goto(open.platform.launchUrl({ as }));
  const tool = page.frameLocator('iframe');
  await tool.locator('main').waitFor();
  const frame = page.frames().find((one) => one.url().startsWith(laurel.url));
  if (frame === undefined) throw new Error('no frame of the tool');
  expect(new URL(page.url()).hostname).not.toBe(new URL(frame.url()).hostname);
  return { page, tool, frame };
}

async function save(page: Page, what: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 20_000 }),
    what.click(),
  ]);
  const file = await download.path();
  return { name: download.suggestedFilename(), bytes: await readFile(file) };
}

describe('in a frame of another site, while third-party cookies are blocked', () => {
  it.each(KINDS)('a private badge can be kept as %s, from the learner’s page', async (kind) => {
    const { page, tool } = await openTool('learner5');
    await tool.getByRole('link', { name: TYPED.name }).first().click();
    await tool.locator('#files > summary').click();
    const { name, bytes } = await save(page, tool.locator(`#files a[href*=".${kind}"]`));
    expect(name).toBe(`Data-analysis.${kind}`);
    const { verdict } = await laurel.credentials.verify(new Uint8Array(bytes));
    if (kind === 'zip') expect(bytes.subarray(0, 2).toString()).toBe('PK');
    else expect(verdict).toBe('valid');
    await page.close();
  });

  it.each(KINDS)('and as %s from the page of the badge itself', async (kind) => {
    const { page, tool, frame } = await openTool('learner5');
    await tool.getByRole('link', { name: TYPED.name }).first().click();
    await tool.locator('#files').waitFor();
    const href = (await tool.locator('a[href*=".json"]').first().getAttribute('href')) ?? '';
    await frame.goto(`${laurel.url}${href.replace(/\.json.*/, '')}`);
    const { name } = await save(page, tool.locator(`a[href*=".${kind}"]`).last());
    expect(name).toBe(`Data-analysis.${kind}`);
    await page.close();
  });

  it('one’s own data can be kept', async () => {
    const { page, tool, frame } = await openTool('learner5');
    await frame.goto(`${laurel.url}/my/settings`);
    const button = tool.locator('form[action="/my/settings/export"] button');
    const { name, bytes } = await save(page, button);
    expect(name).toBe('laurel-my-data.json');
    expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ person: expect.anything() });
    await page.close();
  });

  it('the audit log can be kept as CSV', async () => {
    const { page, tool, frame } = await openTool('admin');
    await frame.goto(`${laurel.url}/admin/audit`);
    const { name, bytes } = await save(page, tool.locator('a[href="/admin/audit.csv"]'));
    expect(name).toBe('laurel-audit.csv');
    expect(bytes.toString('utf8')).toContain('rule');
    await page.close();
  });

  it('nobody else is given it: the same address outside of the frame is not found', async () => {
    const badge = await issueTestBadge(laurel, { visibility: 'private' });
    const answer = await fetch(`${laurel.url}/credentials/${badge.id}.png?download`);
    expect(answer.status).toBe(404);
  });
});
