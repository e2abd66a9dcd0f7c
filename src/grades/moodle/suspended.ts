import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { isAnswer, readableRows, type Clock } from '../../base/index.js';
import type { CourseKey } from '../grade.js';
import type { CallMoodle } from './call-moodle.js';
import type { MoodleConnection } from './moodle-connection.js';

export const USERS = 'core_user_get_users_by_field';

/** Moodle gives this member to users with `moodle/user:viewdetails`, unless the site hides it (user/lib.php). */
const schema = readableRows(
  z.object({ id: z.string(), suspended: z.boolean().nullish().catch(null) }),
);

const KEEP_MS = 10 * 60_000;
/** How long after a refusal the right is tried again, in milliseconds: an administrator may be granting it. */
const AGAIN_MS = 60_000;
const KEPT_COURSES = 200;
/** How many people one call asks about. */
const AT_ONCE = 200;

interface Kept {
  readonly asked: ReadonlySet<string>;
  readonly suspended: ReadonlySet<string>;
  /** Until when the answer serves. */
  readonly until: number;
}

/**
 * Creates the reader of suspended accounts. Moodle's roster lists these people as active members, since it looks at the
 * enrolment alone (Moodle 4.5, mod/lti/service/memberships).
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

  /**
   * @param options.isNow asks about these people afresh, whatever is kept: right before they would be given something
   * @returns which of the given people are suspended; none where Moodle does not tell. An answer serves for ten
   *   minutes, a refusal for one, and either for longer where Moodle does not answer
   */
  return async (
    course: CourseKey,
    userIds: readonly string[],
    { isNow = false }: { readonly isNow?: boolean } = {},
  ): Promise<ReadonlySet<string>> => {
    const key = JSON.stringify(course);
    const now = deps.clock.now().getTime();
    const old = kept.get(key);
    if (!isNow && old && now < old.until && userIds.every((id) => old.asked.has(id)))
      return old.suspended;
    try {
      const suspended = await read(course, userIds);
      if (isNow) return suspended;
      kept.set(key, { asked: new Set(userIds), suspended, until: now + KEEP_MS });
      return suspended;
    } catch (error) {
      // Without an answer nobody is left out anew, and nobody who was left out comes back.
      if (!isAnswer(error)) throw error;
      const suspended = old?.suspended ?? new Set<string>();
      if (isNow) return suspended;
      kept.set(key, { asked: new Set(userIds), suspended, until: now + AGAIN_MS });
      return suspended;
    }
  };
}
