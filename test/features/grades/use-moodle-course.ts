import { beforeAll } from 'vitest';
import type { MoodleLike } from '../../support/lms/index.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

export let moodle: MoodleLike;

/** Of Moodle's web services, with all functions and capabilities. */
export let token: string;

export const sources = () => `${laurel.url}/course/sources`;

/** Enters a token of Moodle's web services on the page about sources. */
export async function connect(value: string, as = 'admin') {
  const { browser } = await open.enter(as);
  return browser.submit(await browser.get(sources()), { token: value }, '/course/sources/moodle');
}

export const quizId = () => moodle.column('Quiz 1').column.id;

/** Reads Quiz 1 by Moodle's web services, for one learner or for all. */
export const pull = (userId?: string) =>
  laurel.grades.pull(
    open.course,
    { source: 'moodle', assessmentId: quizId() },
    userId === undefined ? {} : { userId },
  );

/** A course in Moodle; `isConnected`: its web services are connected before the tests. */
export function useMoodleCourse({
  isConnected = true,
  ...options
}: Parameters<typeof useCourse>[1] & { readonly isConnected?: boolean } = {}): void {
  useCourse('moodle', options);
  beforeAll(async () => {
    moodle = open.platform as MoodleLike;
    token = moodle.webServices.createToken();
    if (isConnected) await connect(token);
  });
}
