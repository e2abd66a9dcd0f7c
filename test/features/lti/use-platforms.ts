import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  type CanvasLike,
  createBrowser,
  type MoodleLike,
  startCanvasLike,
  startMoodleLike,
} from '../../support/lms/index.js';
import { startTool } from '../../support/start-tool.js';

export const DAY_MS = 86_400_000;

export let laurel: Awaited<ReturnType<typeof startTool>>;

export let moodle: MoodleLike;

export let canvas: CanvasLike;

export async function invite(
  given: { origins?: string[]; deploymentPolicy?: 'admit' | 'approve'; lifeMs?: number } = {},
) {
  const { secret } = await laurel.lti.invitations.create({
    note: '',
    origins: [],
    deploymentPolicy: 'approve',
    lifeMs: DAY_MS,
    ...given,
  });
  return `${laurel.url}/register?invite=${secret}`;
}

export async function register(platform: MoodleLike | CanvasLike, inviteUrl: string) {
  const browser = createBrowser();
  const consent = await browser.get(await platform.startRegistration(inviteUrl));
  const done = consent.status === 200 ? await browser.submit(consent, {}, '/register') : consent;
  const [registered] = await laurel.lti.platforms.list();
  return { browser, consent, done, registered };
}

/** Laurel and one platform of each kind, of which it knows nothing. */
export function usePlatforms(): void {
  beforeAll(async () => {
    [laurel, moodle, canvas] = await Promise.all([
      startTool(),
      startMoodleLike(),
      startCanvasLike(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([moodle.close(), canvas.close()]);
    await laurel.close();
  });
  beforeEach(async () => {
    await laurel.store.connection.db?.collection('lti_platforms').deleteMany({});
  });
}
