import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_ARGS, ensureChromium } from '../../journeys/chromium.js';
import type { Gallery } from '../serve.js';
import { checkPage, type Violation } from './check-page.js';

/** Pages at a time: a small machine has two cores. */
const AT_ONCE = 2;
const PROGRESS_EVERY = 25;

const seconds = (since: number) => Math.round((Date.now() - since) / 1000);

function print(title: string, violations: readonly Violation[]): void {
  for (const { mode, rule, selector } of violations)
    console.error(`${title} | ${mode} | ${rule} | ${selector}`);
}

/** One tab of the browser takes page after page until none is left. */
async function work(
  browser: Browser,
  queue: Iterator<{ title: string; ltr: string; rtl: string }>,
  done: (title: string, violations: readonly Violation[]) => void,
): Promise<void> {
  const page = await browser.newPage();
  // Pages whose only purpose is to go on stay to be looked at.
  await page.addInitScript('HTMLFormElement.prototype.submit = () => {}');
  for (let next = queue.next(); next.done !== true; next = queue.next())
    done(
      next.value.title,
      await checkPage(page, next.value).catch((cause: unknown) => {
        throw new Error(`${next.value.title} could not be looked at`, { cause });
      }),
    );
  await page.close();
}

/**
 * Walks every view in every state with axe-core, and prints what it finds: view and state, how it was looked at, rule, selector.
 * @param only what a page's title begins with
 * @returns how many violations there are
 */
export async function checkGallery(gallery: Gallery, only: string): Promise<number> {
  const began = Date.now();
  const fromRight = gallery.pages('ar');
  const pages = gallery
    .pages('en')
    .map(({ title, path }, at) => ({
      title,
      ltr: gallery.url + path,
      rtl: gallery.url + (fromRight[at]?.path ?? ''),
    }))
    .filter(({ title }) => title.startsWith(only));
  if (pages.length === 0) throw new Error(`no view begins with "${only}"`);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  let found = 0;
  let looked = 0;
  const done = (title: string, violations: readonly Violation[]) => {
    print(title, violations);
    found += violations.length;
    looked += 1;
    if (looked % PROGRESS_EVERY === 0)
      console.log(`${looked} of ${pages.length} states, ${seconds(began)} s`);
  };
  try {
    const queue = pages.values();
    await Promise.all(Array.from({ length: AT_ONCE }, () => work(browser, queue, done)));
  } finally {
    await browser.close();
  }
  console.log(`${looked} states, ${found} violations, ${seconds(began)} s`);
  return found;
}
