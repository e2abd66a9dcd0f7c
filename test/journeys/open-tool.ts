import type { Browser, FrameLocator, Page } from 'playwright-core';
import type { DemoPlatform, DemoWorld } from '../../scripts/demo/world.js';

/** One of the demo's two platforms. */
export function platformOf(
  { platforms }: Pick<DemoWorld, 'platforms'>,
  name: DemoPlatform['name'],
): DemoPlatform {
  const platform = platforms.find((one) => one.name === name);
  if (platform === undefined) throw new Error(`no ${name}`);
  return platform;
}

/** The tool in its frame inside the LMS, in a window of the person's own. */
export async function openTool(
  browser: Browser,
  { lms }: DemoPlatform,
  as: string,
): Promise<{ page: Page; tool: FrameLocator }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(lms.launchUrl({ as }));
  return { page, tool: page.frameLocator('iframe[name="tool"], iframe.tool') };
}
