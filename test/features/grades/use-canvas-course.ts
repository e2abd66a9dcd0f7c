import { beforeAll } from 'vitest';
import { createTestClock, omitUndefined } from '../../../src/base/index.js';
import type { Browser, CanvasLike } from '../../support/lms/index.js';
import type { ApiKey } from '../../support/lms/canvas/oauth.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

export let clock: ReturnType<typeof createTestClock>;

export const later = (ms: number) => clock.advance(ms);

/** How long Laurel waited, in milliseconds; its waiting moves the clock. */
export const pauses: number[] = [];

export let canvas: CanvasLike;

/** The developer key of Laurel. */
export let key: ApiKey;

export const sources = () => `${laurel.url}/course/sources`;

export const quizId = () => canvas.column('Quiz 1').column.id;

/** Reads an assignment by Canvas's API, for one learner or for all. */
export const pull = (assessmentId = quizId(), userId?: string) =>
  laurel.grades.pull(
    open.course,
    { source: 'canvas', assessmentId },
    userId === undefined ? {} : { userId },
  );

/** Enters Laurel's key on the page about sources, as an administrator. */
export async function saveKey(changes: Record<string, string> = {}) {
  const { browser } = await open.enter('admin');
  const page = await browser.get(sources());
  const { clientId, clientSecret } = key;
  const filled = { apiUrl: canvas.baseUrl, clientId, clientSecret, ...changes };
  return browser.submit(page, filled, '/course/sources/canvas/key');
}

/** From the page to Canvas's own question; gives the address of that. */
export async function begin(browser: Browser, fields: Record<string, string> = {}) {
  const page = await browser.get(sources());
  const asked = await browser.submit(page, fields, '/course/sources/canvas/authorise');
  const href = /href="([^"]+\/login\/oauth2\/auth[^"]+)"/.exec(asked.text)?.[1] ?? '';
  return href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
}

/** Somebody lets Laurel read, or does not. */
export async function authorise(
  as = 'teacher',
  answer: 'accept' | 'deny' = 'accept',
  fields: Record<string, string> = {},
) {
  const { browser } = await open.enter(as);
  const consent = await browser.get(await begin(browser, fields));
  return browser.submit(consent, {}, `/login/oauth2/${answer}`);
}

/** A course in Canvas; `isConnected`: its API may be read, by the word of the teacher, before the tests. */
export function useCanvasCourse({
  learners,
  isConnected = true,
}: { readonly learners?: number; readonly isConnected?: boolean } = {}): void {
  // From now on: the store drops what has run out by the machine's clock.
  clock = createTestClock(new Date());
  pauses.length = 0;
  const pause = (ms: number) => {
    pauses.push(ms);
    later(ms);
    return Promise.resolve();
  };
  useCourse('canvas', omitUndefined({ clock, learners, pause }));
  beforeAll(async () => {
    canvas = open.platform as CanvasLike;
    key = canvas.oauth.registerKey({
      redirectUris: [`${laurel.url}/course/sources/canvas/callback`],
    });
    if (!isConnected) return;
    await saveKey();
    await authorise();
  });
}
