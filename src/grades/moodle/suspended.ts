import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { isAnswer, readableRows, type Clock } from '../../base/index.js';
import type { CourseKey } from '../grade.js';
import type { CallMoodle } from './call-moodle.js';
import type { MoodleConnection } from './moodle-connection.js';

export const USERS = 'core_user_get_users_by_field';

/** Moodle tells it to whom `moodle/user:viewdetails` is given, unless the site hides it (user/lib.php). */
const schema = readableRows(
  z.object({ id: z.string(), suspended: z.boolean().nullish().catch(null) }),
);

const KEEP_MS = 10 * 60_000;
/** After a refusal: an administrator may be opening it just now. */
const AGAIN_MS = 60_000;
const KEPT_COURSES = 200;
/** People of one call. */
const AT_ONCE = 200;

interface Kept {
  readonly asked: ReadonlySet<string>;
  readonly suspended: ReadonlySet<string>;
  /** Until when it serves. */
  readonly until: number;
}

/**
 * Whose account a Moodle has suspended. Its roster lists them as active members: only the enrolment is looked at there
 * (Moodle 4.5, mod/lti/service/memberships).
 */
export function createReadSuspended(deps: {
  readonly moodle: Pick<MoodleConnection, 'find'>;
  readonly call: CallMoodle;
  readonly clock: Clock;
}) {
  const kept = new LRUCache<string, Kept>({ max: KEPT_COURSES });

  async function read(course: CourseKey, userIds: readonly string[]): Promise<Set<string>> {
    const site = await deps.moodle.find(course);
    const suspended = new Set<string>();
    if (!site) return suspended;
    for (let from = 0; from < userIds.length; from += AT_ONCE) {
      const some = userIds.slice(from, from + AT_ONCE);
      const values = some.map((id, at) => [`values[${at}]`, id] as const);
      const fields = { field: 'id', ...Object.fromEntries(values) };
      for (const user of await deps.call(site, USERS, fields, schema))
        if (user.suspended === true) suspended.add(user.id);
    }
    return suspended;
  }

  /** @returns those of the given people; none where Moodle does not tell. What is kept serves for ten minutes, after a refusal for one, and in need longer. */
  return async (course: CourseKey, userIds: readonly string[]): Promise<ReadonlySet<string>> => {
    const key = JSON.stringify(course);
    const now = deps.clock.now().getTime();
    const old = kept.get(key);
    if (old && now < old.until && userIds.every((id) => old.asked.has(id))) return old.suspended;
    try {
      const suspended = await read(course, userIds);
      kept.set(key, { asked: new Set(userIds), suspended, until: now + KEEP_MS });
      return suspended;
    } catch (error) {
      // Not to be told is no answer: nobody is left out for it, and nobody who was comes back.
      if (!isAnswer(error)) throw error;
      const suspended = old?.suspended ?? new Set<string>();
      kept.set(key, { asked: new Set(userIds), suspended, until: now + AGAIN_MS });
      return suspended;
    }
  };
}
