import type { CourseKey } from '../grades/index.js';
import type { CheckStore } from './check-store.js';

/** Courses of one platform that are queued at a time: as many as are read in a few seconds where a platform is quick. */
const MOST_EACH = 20;
/** However many platforms have more than that: each takes one more look into the store. */
const MOST_LOOKS = 50;

/**
 * Courses whose time has come, the longest waiting first, a few of each platform: whoever has a thousand of them does not
 * stand in front of one who has one.
 * @param without platforms to be left out
 */
export async function listDueInTurns(
  checks: Pick<CheckStore, 'listDue'>,
  now: Date,
  limit: number,
  without: readonly string[],
): Promise<CourseKey[]> {
  const counts = new Map<string, number>();
  const full = new Set(without);
  const found: CourseKey[] = [];
  for (let look = 0; look < MOST_LOOKS && found.length < limit; look += 1) {
    // Those of platforms that have not their share yet are found again: what was taken of them is left out.
    const page = await checks.listDue(now, limit, [...full]);
    const seen = new Map<string, number>();
    for (const course of page) {
      const { platformId } = course;
      const at = (seen.get(platformId) ?? 0) + 1;
      seen.set(platformId, at);
      if (at <= (counts.get(platformId) ?? 0) || at > MOST_EACH || found.length >= limit) continue;
      counts.set(platformId, at);
      found.push(course);
    }
    if (page.length < limit) break;
    const before = full.size;
    for (const [platformId, at] of seen) if (at >= MOST_EACH) full.add(platformId);
    if (full.size === before) break;
  }
  return found;
}
