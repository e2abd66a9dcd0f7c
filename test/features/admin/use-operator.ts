import { afterAll, beforeAll } from 'vitest';
import {
  type CanvasLike,
  createBrowser,
  launch,
  type MoodleLike,
  startCanvasLike,
  startMoodleLike,
} from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export type Platform = MoodleLike | CanvasLike;

export let laurel: TestLaurel;

export let moodle: MoodleLike;

export let canvas: CanvasLike;

export const registered = {} as Record<'moodle' | 'canvas', { id: string; tool: Tool }>;

export async function register(platform: Platform) {
  const { url } = laurel;
  const tool = platform.registerTool({
    url,
    loginUrl: `${url}/lti/login`,
    launchUrl: `${url}/lti/launch`,
    redirectUris: [`${url}/lti/launch`],
    jwksUrl: `${url}/lti/keys`,
    deepLinkingUrl: `${url}/lti/launch`,
  });
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id, createdAt } = await laurel.lti.platforms.add({
    name: platform.name,
    family: platform.kind,
    issuer,
    clientId,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    serviceOrigins: [platform.baseUrl],
  });
  await laurel.lti.deployments.ensure({
    platformId: id,
    deploymentId: tool.deploymentId,
    status: 'approved',
    frameOrigins: [],
    firstSeenAt: createdAt,
  });
  return { id, tool };
}

export async function enterAs(platform: Platform, as: string) {
  const browser = createBrowser();
  await launch(platform, { as, browser });
  return browser;
}

/**
 * Laurel with a registered Moodle-like and a registered Canvas-like platform.
 * @param env settings beside the defaults of tests
 */
export function useOperator(
  env: () => Promise<NodeJS.ProcessEnv> = () => Promise.resolve({}),
): void {
  beforeAll(async () => {
    [laurel, moodle, canvas] = await Promise.all([
      startTestLaurel({ env: await env() }),
      startMoodleLike(),
      startCanvasLike(),
    ]);
    // Names in Japanese need fonts that are not installed everywhere; test/features/course/names-undrawn.test.ts is about them.
    for (const platform of [moodle, canvas])
      Object.assign(platform.person('learner9'), { name: 'Yuko Tanaka' });
    registered.moodle = await register(moodle);
    registered.canvas = await register(canvas);
  });
  afterAll(async () => {
    await Promise.all([moodle.close(), canvas.close()]);
    await laurel.close();
  });
}
