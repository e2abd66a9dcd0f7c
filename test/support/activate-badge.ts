import { omitUndefined } from '../../src/base/index.js';
import type { Browser, BrowserAnswer } from './lms/index.js';
import { textOf } from './open-course.js';
import { laurel } from './use-course.js';

/** The key by which the set-up page knows an assessment that can be chosen; '' where it is not offered. */
export const keyOf = (html: string, words: string): string =>
  new RegExp(`name="use" value="([^"]+)"[^>]*><span>${words}`).exec(html)?.[1] ?? '';

/**
 * Sets a badge up on an assessment of the course, looks at what it would do, and activates it.
 * @param words with which the assessment's title begins on the set-up page
 * @param typed what is typed beside it; `_` at the end of a field's name stands for the assessment's key
 */
export async function activateBadge(
  browser: Browser,
  words: string,
  typed: Readonly<Record<string, string>>,
): Promise<{
  readonly looked: BrowserAnswer;
  readonly active: BrowserAnswer;
  /** Of the badge's page. */
  readonly path: string;
  readonly ruleId: string;
}> {
  const page = await browser.get(`${laurel.url}/course/new`);
  const use = keyOf(page.text, words);
  if (use === '') throw new Error(`not offered: ${words}: ${textOf(page)}`);
  const fields = Object.fromEntries(
    Object.entries({ release: 'immediately', canDo: 'do it', criteria: 'Do it.', ...typed }).map(
      ([name, value]) => [name.endsWith('_') ? `${name}${use}` : name, value],
    ),
  );
  const looked = await browser.submit(page, { ...fields, use, do: 'simulate' }, '/course/new');
  const active = await browser.submit(
    looked,
    { ...fields, use, do: 'activate' },
    '/course/drafts/',
  );
  if (active.status !== 200 || !active.url.includes('/course/badges/'))
    throw new Error(`not activated: ${active.url}: ${textOf(active)}`);
  const path = new URL(active.url).pathname;
  return { looked, active, path, ruleId: path.split('/').at(-1) ?? '' };
}

/** Who has earned a badge, of one rule or of all. */
export const holders = (ruleId?: string) =>
  laurel.store.connection
    .collection('awards')
    .distinct('userId', omitUndefined({ state: 'active', ruleId }));
