import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/index.js';
import { courseKeyText, type CourseKey } from './grade.js';
import type { MirrorStore } from './mirror-store.js';

/** How long a launch after another one tells nothing new of a course's mirror columns, in milliseconds. */
const LATELY_MS = 60_000;
const MOST_KEPT = 10_000;

/**
 * Whether a course's mirror columns wait for Moodle to recalculate its gradebook. Hundreds of launches of one course in a
 * minute all say that it has: the store is told of the first. A column that another process makes meanwhile waits for the
 * next minute's, as it would for the next launch.
 */
export function createMirrorFreshness(store: MirrorStore, clock: Clock) {
  const freshAt = new LRUCache<string, number>({ max: MOST_KEPT });
  const now = () => clock.now().getTime();
  async function recalculated(course: CourseKey): Promise<boolean> {
    const at = now();
    const waited = await store.markFresh(course);
    freshAt.set(courseKeyText(course), at);
    return waited;
  }
  return {
    async columnMade(course: CourseKey): Promise<void> {
      await store.markStale(course, clock.now());
      freshAt.delete(courseKeyText(course));
    },
    recalculated,
    async opened(course: CourseKey): Promise<boolean> {
      const since = now() - (freshAt.get(courseKeyText(course)) ?? -Infinity);
      return since >= 0 && since < LATELY_MS ? false : recalculated(course);
    },
  };
}
