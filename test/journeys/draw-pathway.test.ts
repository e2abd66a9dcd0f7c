import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { startDemoWorld, type DemoPlatform, type DemoWorld } from '../../scripts/demo/world.js';
import { makeGroup, makePathway, makeStep } from '../../src/pathways/model/testing/make-pathway.js';
import { randomId } from '../../src/base/index.js';
import { makeRule } from '../../src/rules/index.js';
import { launchOwnBrowser } from './chromium.js';
import { platformOf } from './open-tool.js';

let world: DemoWorld;
let browser: BrowserContext;
let page: Page;
let tool: FrameLocator;
const id = randomId();

/** Active badges of a course, and a drawing of two groups of them. */
async function draw(platform: DemoPlatform): Promise<void> {
  const { laurel } = world;
  const { achievements, rules, pathways, clock } = laurel;
  const { platformId, lms } = platform;
  const owner = {
    platformId,
    deploymentId: platform.tool.deploymentId,
    contextId: lms.course.contextId,
  };
  const made = async (name: string) => {
    const content = { name, description: `do ${name}`, criteria: 'Pass.' };
    const { id: achievementId } = await achievements.create(owner, content, 'test');
    await achievements.publish(owner, achievementId, 'test');
    await rules.store.insert(makeRule({ tenant: owner, achievementId }));
    return { ...makeStep(name.toLowerCase()), what: { kind: 'own', achievementId, name } as const };
  };
  const steps = [];
  for (const name of ['Reading', 'Writing', 'Figures', 'Charts']) steps.push(await made(name));
  const drawn = makePathway([
    { ...makeGroup('base', []), name: 'Basics', steps: steps.slice(0, 3) },
    { ...makeGroup('more', []), name: 'Practice', steps: steps.slice(3) },
  ]);
  const milestone = { name: 'Programme done', description: 'have done it all' };
  await pathways.store.insert({
    id,
    owner,
    state: 'draft',
    latestVersion: 0,
    draft: { ...drawn, milestone },
    former: null,
    revision: 1,
    name: drawn.name,
    updatedAt: clock.now(),
  });
}

beforeAll(async () => {
  world = await startDemoWorld('silent', [0, 0, 0]);
  const platform = platformOf(world, 'moodle');
  browser = await launchOwnBrowser({ blocksThirdPartyCookies: true });
  page = await browser.newPage();
  await page.setViewportSize({ width: 1280, height: 2_400 });
  await page.goto(platform.lms.launchUrl({ as: 'teacher' }));
  await draw(platform);
  tool = page.frameLocator('iframe[name="tool"], iframe.tool');
  await tool.getByRole('link', { name: 'Pathways' }).first().click();
  await tool.getByRole('link', { name: 'Programme' }).click();
  await tool.getByRole('heading', { name: 'Basics' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const order = async (): Promise<string[]> => {
  const { draft } = (await world.laurel.pathways.store.find(id))!;
  return draft!.groups.map(({ steps }) => steps.map(({ what }) => what.name).join(' '));
};
const shown = async (): Promise<string[]> => {
  const lists = await tool.locator('.steps-drawn').all();
  return Promise.all(
    lists.map(async (list) => (await list.locator('> li > span bdi').allTextContents()).join(' ')),
  );
};

/** Drags by the mouse alone, as a hand does. @param to what it is let go on, and where in it */
async function drag(from: Locator, to: Locator, at: 'top' | 'bottom'): Promise<void> {
  // Its script has made steps draggable.
  await tool.locator('[data-step][draggable="true"]').first().waitFor();
  // Both are to be seen at the same time: the frame is no higher than a screen.
  const upper = (await from.boundingBox())!.y < (await to.boundingBox())!.y ? from : to;
  await upper.evaluate((one) => one.scrollIntoView({ block: 'start', behavior: 'instant' }));
  const start = (await from.boundingBox())!;
  const end = (await to.boundingBox())!;
  await page.mouse.move(start.x + 30, start.y + 12);
  await page.mouse.down();
  await page.mouse.move(start.x + 40, start.y + 20, { steps: 4 });
  await page.mouse.move(end.x + 40, end.y + (at === 'top' ? 8 : end.height - 3), { steps: 12 });
  await page.mouse.up();
}
const step = (name: string) => tool.locator('[data-step]', { hasText: name });

describe('a pathway drawn in a frame, with third-party cookies blocked', () => {
  it('has a step dragged before another one by the mouse', async () => {
    expect(await shown()).toEqual(['Reading Writing Figures', 'Charts']);
    await drag(step('Figures'), step('Reading'), 'top');
    await expect.poll(order, { timeout: 20_000 }).toEqual(['Figures Reading Writing', 'Charts']);
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['Figures Reading Writing', 'Charts']);
  });

  it('has one dragged into another group, and the drag undone', async () => {
    await drag(step('Writing'), step('Charts'), 'top');
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['Figures Reading', 'Writing Charts']);
    await tool.getByRole('button', { name: 'Undo the last change' }).click();
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['Figures Reading Writing', 'Charts']);
    expect(await order()).toEqual(['Figures Reading Writing', 'Charts']);
  });

  it('has the same done by the keyboard alone', async () => {
    await tool.getByRole('button', { name: 'Down Figures' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['Reading Figures Writing', 'Charts']);
    await tool.getByRole('button', { name: 'Down Writing' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['Reading Figures', 'Writing Charts']);
  });
});
