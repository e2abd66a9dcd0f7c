import { adminCommand } from '../../src/admin/index.js';
import { createBrowser, type Browser, type BrowserAnswer } from './lms/index.js';
import type { TestLaurel } from './start-test-laurel.js';

/** The one-time link that the operator's command prints. */
export async function makeOperatorLink(laurel: TestLaurel): Promise<string> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await adminCommand(['link'], { ...laurel, entries: laurel.admin.entries, print });
  return lines[0] ?? '';
}

/** A browser that came in by such a link, and the page on which it landed. */
export async function enterAsOperator(
  laurel: TestLaurel,
): Promise<{ readonly browser: Browser; readonly landed: BrowserAnswer }> {
  const browser = createBrowser();
  const door = await browser.get(await makeOperatorLink(laurel));
  const landed = await browser.submit(door, {}, '/admin/enter');
  if (landed.status !== 200) throw new Error(`not let in: ${landed.status} ${landed.text}`);
  return { browser, landed };
}
