import { afterAll, afterEach, beforeAll } from 'vitest';
import { type MoodleLike, startMoodleLike } from '../support/lms/index.js';
import { startTool } from '../support/start-tool.js';

export let moodle: MoodleLike;

export let laurel: Awaited<ReturnType<typeof startTool>>;

export let platformId: string;

/** Laurel and a Moodle-like platform whose id_tokens a test may change. */
export function useLaunches(): void {
  beforeAll(async () => {
    laurel = await startTool();
    moodle = await startMoodleLike();
    ({ platformId } = await laurel.register(moodle));
  });
  afterEach(() => {
    moodle.onIdToken = (draft) => draft;
  });
  afterAll(async () => {
    await moodle.close();
    await laurel.close();
  });
}
