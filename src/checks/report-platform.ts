import type { CourseKey } from '../grades/index.js';
import { type Reading, isAboutPlatform } from '../rules/index.js';
import type { PlatformPauses } from './platform-pauses.js';

type Readings = ReadonlyMap<string, Reading>;

/** Everything failed because the platform does not answer: then the roster is not asked for either. */
export function throwIfSilent(readings: Readings): void {
  const all = [...readings.values()];
  const [first] = all;
  if (!first || 'pull' in first) return;
  if (all.every((each) => !('pull' in each) && isAboutPlatform(each.error))) throw first.error;
}

/** Lets all workers know how the platform answered; what is about one course alone says nothing. */
export async function reportPlatform(
  platforms: Pick<PlatformPauses, 'answered' | 'failed'>,
  { platformId }: CourseKey,
  readings: Readings,
): Promise<void> {
  const all = [...readings.values()];
  if (all.some((reading) => 'pull' in reading)) await platforms.answered(platformId);
  else
    for (const each of all) if (!('pull' in each)) await platforms.failed(platformId, each.error);
}
