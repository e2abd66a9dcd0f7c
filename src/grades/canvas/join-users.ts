import { LRUCache } from 'lru-cache';
import { UpstreamFailed, type Clock } from '../../base/index.js';
import { isEarner, type Lti, type Member } from '../../lti/index.js';
import type { CourseKey } from '../grade.js';

/** Canvas's REST ids with the LTI `sub` of those who can earn badges. */
export interface Joined {
  /** The `sub` by Canvas's user id, of learners alone: teachers and test students never earn badges. */
  readonly learners: ReadonlyMap<string, string>;
  /** Canvas's ids of all people on the roster; empty where the course is over. */
  readonly known: ReadonlySet<string>;
}

const KEEP_MS = 10 * 60_000;
const AGAIN_MS = 60_000;
const KEPT_COURSES = 200;

/** @returns the ids of a roster's members */
export function joinMembers(members: readonly Member[]): Joined {
  const here = members.filter(({ status }) => status === 'Active');
  const known = here.flatMap((member) => {
    const id = member.custom?.['canvas_user_id'];
    return id !== undefined && /^\d+$/.test(id) ? [{ id, member }] : [];
  });
  const earns = ({ roles }: Member) => isEarner(roles);
  return {
    known: new Set(known.map(({ id }) => id)),
    learners: new Map(
      known.filter(({ member }) => earns(member)).map(({ id, member }) => [id, member.userId]),
    ),
  };
}

/**
 * Joins Canvas's user ids to LTI subs without a launch: the roster, asked for with `rlid`, has each member's launch
 * message with the custom field `canvas_user_id` (NRPS 2.0, 3.5). Names and e-mail addresses are never used.
 */
export function createJoinUsers(deps: { readonly lti: Pick<Lti, 'nrps'>; readonly clock: Clock }) {
  const kept = new LRUCache<string, { joined: Joined; at: number }>({ max: KEPT_COURSES });

  async function read(course: CourseKey): Promise<Joined> {
    // Canvas accepts the course's own id as `rlid`, for the link in its course menu: that roster is the whole course.
    const members = await deps.lti.nrps.fetchMembers(course, { resourceLinkId: course.contextId });
    if (!members) {
      throw new UpstreamFailed(
        'canvas_no_roster',
        'Canvas gives Laurel no roster of this course.',
        {
          action: 'An administrator allows Laurel “names and roles” in its LTI developer key.',
        },
      );
    }
    const joined = joinMembers(members);
    if (joined.known.size > 0 || members.length === 0) return joined;
    throw new UpstreamFailed(
      'canvas_ids_missing',
      'Canvas’s roster does not tell which Canvas user is who.',
      {
        action:
          'An administrator adds the custom field canvas_user_id=$Canvas.user.id to Laurel’s LTI developer key.',
      },
    );
  }

  /** @param wanted Canvas ids that have a grade; the roster is read again, once a minute, if it lacks one */
  return async (course: CourseKey, wanted: readonly string[]): Promise<Joined> => {
    const key = JSON.stringify([course.platformId, course.deploymentId, course.contextId]);
    const now = deps.clock.now().getTime();
    const old = kept.get(key);
    const age = old ? now - old.at : Infinity;
    const isLacking = old && wanted.some((id) => !old.joined.known.has(id));
    if (old && age < (isLacking === true ? AGAIN_MS : KEEP_MS)) return old.joined;
    const joined = await read(course);
    kept.set(key, { joined, at: now });
    return joined;
  };
}
