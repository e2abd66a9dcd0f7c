import type { Clock } from '../base/index.js';
import { isInstructor, isLearner, isTestUser } from '../lti/index.js';
import type { CourseKey } from './grade.js';
import type { LtiServices, Member } from './lti-ports.js';

/** Somebody in a course, as the platform's roster tells. */
export interface RosterMember {
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  /** False for teachers and test students: they never earn. */
  readonly isLearner: boolean;
}

export interface Roster {
  readonly readAt: Date;
  readonly members: ReadonlyMap<string, RosterMember>;
  /** Whether somebody is a learner of the course now. */
  has(userId: string): boolean;
}

export type OnRoster = (course: CourseKey, members: readonly Member[]) => Promise<unknown>;

const KEEP_MS = 10 * 60_000;
const AGAIN_MS = 60_000;

function toMember(member: Member): RosterMember {
  const { userId, name, email, roles } = member;
  return {
    userId,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    isLearner: isLearner(roles) && !isInstructor(roles) && !isTestUser(roles),
  };
}

export function buildRoster(members: readonly Member[], readAt: Date): Roster {
  const here = members.filter((member) => member.status.toLowerCase() === 'active');
  const byId = new Map(here.map((member) => [member.userId, toMember(member)]));
  return { readAt, members: byId, has: (userId) => byId.get(userId)?.isLearner ?? false };
}

/**
 * The rosters of courses, kept in memory for ten minutes; read again when somebody is asked for who is not on it, once a
 * minute at most, and when it has to be as new as a given moment.
 */
export function createRosters(deps: {
  readonly services: Pick<LtiServices, 'fetchMembers'>;
  readonly clock: Clock;
  /** Told of every roster that was read whole. */
  readonly onRoster?: OnRoster | undefined;
}) {
  /** With each roster, who was asked for and is not on it. */
  const kept = new Map<string, { roster: Roster; absent: ReadonlySet<string> }>();
  const { clock } = deps;

  return {
    /** @returns null where the platform offers no roster. Throws UpstreamFailed when it could not be read whole. */
    async get(
      course: CourseKey,
      wanted: readonly string[] = [],
      notBefore?: Date,
    ): Promise<Roster | null> {
      const key = JSON.stringify([course.platformId, course.deploymentId, course.contextId]);
      const old = kept.get(key);
      const age = old ? clock.now().getTime() - old.roster.readAt.getTime() : Infinity;
      const isNew = (userId: string) =>
        !old?.roster.members.has(userId) && !old?.absent.has(userId);
      const isOld = notBefore !== undefined && (old?.roster.readAt ?? 0) < notBefore;
      if (old && !isOld && age < KEEP_MS && !(age >= AGAIN_MS && wanted.some(isNew)))
        return old.roster;
      const readAt = clock.now();
      const members = await deps.services.fetchMembers(course);
      if (!members) return null;
      await deps.onRoster?.(course, members);
      const roster = buildRoster(members, readAt);
      kept.delete(key);
      kept.set(key, { roster, absent: new Set(wanted.filter((id) => !roster.members.has(id))) });
      // The oldest goes first: memory is bounded whatever the number of courses.
      for (const first of kept.keys()) {
        if (kept.size <= 200) break;
        kept.delete(first);
      }
      return roster;
    },
  };
}
