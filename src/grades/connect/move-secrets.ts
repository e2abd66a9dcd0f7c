import type { Takeover } from '../../store/index.js';
import { COURSE_GRANTS, courseGrantId, keyId, wholeGrantId } from '../canvas/canvas-connection.js';
import { keyOf as moodleKey } from '../moodle/moodle-connection.js';
import { seatOf } from '../seats.js';
import type { SealedStore } from '../sealed-store.js';
import { canvasHook, moodleHook } from './hook-routes.js';

const OF_PLATFORM = [moodleKey, keyId, wholeGrantId, moodleHook, canvasHook] as const;
const OF_DEPLOYMENTS = [moodleKey, keyId, wholeGrantId] as const;

/** Reads the course from a key such as `canvas-grant:["<platform>","<deployment>","<context>"]`. */
function courseOf(key: string) {
  const [platformId, deploymentId, contextId] = JSON.parse(key.slice(COURSE_GRANTS.length)) as [
    string,
    string,
    string,
  ];
  return { platformId, deploymentId, contextId };
}

/**
 * Moves tokens, keys and grants where a platform or a deployment continues another. Where both have one, that of the
 * newer registration stays. It can be repeated after a crash at any point.
 */
export async function moveSecrets(secrets: SealedStore, takeover: Takeover): Promise<void> {
  const { from, to, deployments } = takeover;
  const grants = await secrets.listKeys(`${COURSE_GRANTS}[${JSON.stringify(from)},`);
  for (const key of grants) {
    const course = courseOf(key);
    const deploymentId = deployments[course.deploymentId];
    if (from === to && deploymentId === undefined) continue;
    const moved = { ...course, platformId: to, deploymentId: deploymentId ?? course.deploymentId };
    await secrets.move(key, courseGrantId(moved));
  }
  for (const keyOfSeat of OF_DEPLOYMENTS) {
    const start = keyOfSeat(`${from}/`);
    for (const key of await secrets.listKeys(start)) {
      const old = key.slice(start.length);
      const deploymentId = deployments[old];
      if (from === to && deploymentId === undefined) continue;
      await secrets.move(
        key,
        keyOfSeat(seatOf({ platformId: to, deploymentId: deploymentId ?? old })),
      );
    }
  }
  if (from === to) return;
  for (const keyOfPlatform of OF_PLATFORM)
    await secrets.move(keyOfPlatform(from), keyOfPlatform(to));
}
