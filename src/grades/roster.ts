import { LRUCache } from 'lru-cache';
import { omitUndefined, type Clock } from '../base/index.js';
import { isEarner, isInstructor, isLearner, isTestUser } from '../lti/index.js';
import type { CourseKey } from './grade.js';
import type { LtiServices, Member } from './lti-ports.js';
import { createRosterCache, createRosterDigests } from './roster-cache.js';
import type { LeftOut, Roster, RosterMember } from './roster-member.js';
import { withHistory, type ReadHistory } from './with-history.js';

export type { LeftOut, Roster, RosterMember } from './roster-member.js';

export type OnRoster = (course: CourseKey, members: readonly Member[]) => Promise<unknown>;

const KEEP_MS = 10 * 60_000;
const AGAIN_MS = 60_000;
const FRESH_MS_EACH = 60;
const FRESH_MOST_MS = 5 * 60_000;
/** Courses of which it is remembered that their roster could not be read. */
const KEPT_FAILURES = 1_000;

function leftOutOf({ roles, hasTaught }: Member): LeftOut | undefined {
  if (isEarner(roles)) return undefined;
  if (isTestUser(roles)) return 'test';
  if (!isInstructor(roles)) return 'other';
  if (!isLearner(roles)) return 'teacher';
  const listed = hasTaught === true ? roles.slice(0, -1) : roles;
  return isInstructor(listed) ? 'both' : 'taught';
}

/** Whether a member is listed as a learner and is a teacher by their own launch or another role. */
const isAssistant = ({ roles }: Member): boolean =>
  isLearner(roles) && isInstructor(roles) && !isEarner(roles);

function toMember(member: Member): RosterMember {
  const { userId, name, email, sourcedId, roles } = member;
  return omitUndefined({
    userId,
    name,
    email,
    sisId: sourcedId,
    isLearner: isEarner(roles),
    isAssistant: isAssistant(member) ? (true as const) : undefined,
    leftOut: leftOutOf(member),
  });
}

/** @returns a roster from NRPS's members */
export function buildRoster(members: readonly Member[], readAt: Date): Roster {
  const here = members.filter((member) => member.status.toLowerCase() === 'active');
  const byId = new Map(here.map((member) => [member.userId, toMember(member)]));
  return { readAt, members: byId, has: (userId) => byId.get(userId)?.isLearner ?? false };
}

/**
 * @returns how old a roster may be in which one learner is looked up, in milliseconds: a minute, and up to five where
 *   it takes long to read, so that the learners of a large course do not have it read more often
 */
export const freshMs = ({ members }: Pick<Roster, 'members'>): number =>
  Math.min(FRESH_MOST_MS, Math.max(AGAIN_MS, members.size * FRESH_MS_EACH));

/** A reading of a roster that is under way, and since when. */
interface UnderWay {
  readonly readAt: Date;
  readonly roster: Promise<Roster | null>;
}

const keyOf = ({ platformId, deploymentId, contextId }: CourseKey): string =>
  JSON.stringify([platformId, deploymentId, contextId]);

/**
 * Creates the cache of rosters, kept in memory for ten minutes. A roster is read again when somebody is asked for who
 * is not on it, at most once a minute, and when it has to be as new as a given moment.
 */
export function createRosters(deps: {
  readonly services: Pick<LtiServices, 'fetchMembers'>;
  readonly clock: Clock;
  /** Called with a roster that was read whole and says something else than the last one; after an hour with any. */
  readonly onRoster?: OnRoster | undefined;
  readonly history?: ReadHistory | undefined;
}) {
  const { clock } = deps;
  const kept = createRosterCache();
  const digests = createRosterDigests();
  const underWay = new Map<string, UnderWay>();
  const failed = new LRUCache<string, { readonly at: Date; readonly error: unknown }>({
    max: KEPT_FAILURES,
  });
  const ageOf = (at: Date) => clock.now().getTime() - at.getTime();

  async function readNow(course: CourseKey, wanted: readonly string[], readAt: Date) {
    const members = await deps.services.fetchMembers(course);
    if (!members) return null;
    const { isSame, note } = digests.compare(keyOf(course), members, readAt);
    if (!isSame) {
      await deps.onRoster?.(course, members);
      note();
    }
    const roster = buildRoster(members, readAt);
    const absent = new Set(wanted.filter((id) => !roster.members.has(id)));
    kept.set(keyOf(course), { roster, absent });
    return roster;
  }

  /** Reads a roster, or waits for a reading that is under way and new enough. */
  async function read(
    course: CourseKey,
    wanted: readonly string[],
    notBefore?: Date,
  ): Promise<Roster | null> {
    const key = keyOf(course);
    const other = underWay.get(key);
    if (other && !(notBefore && other.readAt < notBefore)) return other.roster;
    const readAt = clock.now();
    const mine: UnderWay = { readAt, roster: readNow(course, wanted, readAt) };
    underWay.set(key, mine);
    try {
      const roster = await mine.roster;
      failed.delete(key);
      return roster;
    } catch (error) {
      failed.set(key, { at: readAt, error });
      throw error;
    } finally {
      if (underWay.get(key) === mine) underWay.delete(key);
    }
  }

  async function get(
    course: CourseKey,
    wanted: readonly string[] = [],
    notBefore?: Date,
  ): Promise<Roster | null> {
    const old = kept.get(keyOf(course));
    const age = old ? ageOf(old.roster.readAt) : Infinity;
    const isNew = (userId: string) => !old?.roster.members.has(userId) && !old?.absent.has(userId);
    const isOld = notBefore !== undefined && (old?.roster.readAt ?? 0) < notBefore;
    if (old && !isOld && age < KEEP_MS && !(age >= AGAIN_MS && wanted.some(isNew)))
      return old.roster;
    return read(course, wanted, notBefore);
  }

  /** After a failure the roster is not read again for a moment; a kept one serves as long as it may. */
  function afterFailure(key: string): Roster | null {
    const failure = failed.get(key);
    if (!failure || ageOf(failure.at) >= AGAIN_MS) return null;
    const old = kept.get(key)?.roster;
    if (old && ageOf(old.readAt) < KEEP_MS) return old;
    throw failure.error;
  }

  async function getFor(course: CourseKey, userId: string): Promise<Roster | null> {
    const key = keyOf(course);
    const old = kept.get(key);
    if (old) {
      const isNew = !old.roster.members.has(userId) && !old.absent.has(userId);
      if (ageOf(old.roster.readAt) < (isNew ? AGAIN_MS : freshMs(old.roster))) return old.roster;
    }
    return afterFailure(key) ?? read(course, [userId]);
  }

  async function completed(course: CourseKey, roster: Roster | null): Promise<Roster | null> {
    if (roster === null || deps.history === undefined) return roster;
    return withHistory(roster, await deps.history(course));
  }

  return {
    /**
     * @returns null where the platform offers no roster
     * @throws UpstreamFailed when it could not be read whole
     */
    get: async (course: CourseKey, ...wanted: [wanted?: readonly string[], notBefore?: Date]) =>
      completed(course, await get(course, ...wanted)),
    /**
     * Reads the roster for one learner: newer than what serves a whole course, since they may just have come or left.
     * @returns null where the platform offers no roster
     * @throws UpstreamFailed when it could not be read whole
     */
    getFor: async (course: CourseKey, userId: string): Promise<Roster | null> =>
      completed(course, await getFor(course, userId)),
  };
}
