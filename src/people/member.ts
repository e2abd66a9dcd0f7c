import type { Person } from './person.js';

const TOLD = ['name', 'givenName', 'familyName', 'email'] as const;

/** A course by the ids that launches and rosters name it with. */
export interface CourseKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** A person's membership of a course. A member who left is kept, since their badges are. */
export interface Member {
  readonly course: CourseKey;
  readonly personId: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly status: 'active' | 'left';
  readonly since: Date;
  readonly leftAt?: Date;
}

/** A member as a roster tells it (NRPS 2.0, 2.2). */
export interface RosterMember {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly isActive: boolean;
  readonly name?: string | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly email?: string | undefined;
}

/** @returns the roster's members who are not known yet, or whose name or address differs from what is known */
export function findNewlyTold(
  roster: readonly RosterMember[],
  known: readonly Person[],
): RosterMember[] {
  const byUserId = new Map(known.map((person) => [person.userId, person]));
  return roster.filter((member) => {
    const person = byUserId.get(member.userId);
    if (person === undefined) return true;
    if (person.erasedAt !== undefined) return false;
    return TOLD.some((key) => Boolean(member[key]) && member[key] !== person[key]);
  });
}

/**
 * Compares a complete roster with the members that are known.
 * @returns who is new or changed, and who left; members who stayed unchanged are in neither
 */
export function compareRoster(
  before: readonly Member[],
  roster: readonly RosterMember[],
): { changed: RosterMember[]; leftUserIds: string[] } {
  const known = new Map(before.map((member) => [member.userId, member]));
  const active = roster.filter((member) => member.isActive);
  const present = new Set(active.map((member) => member.userId));
  const isSame = (member: RosterMember) => {
    const old = known.get(member.userId);
    return (
      old?.status === 'active' && [...old.roles].sort().join() === [...member.roles].sort().join()
    );
  };
  return {
    changed: active.filter((member) => !isSame(member)),
    leftUserIds: before
      .filter((member) => member.status === 'active' && !present.has(member.userId))
      .map((member) => member.userId),
  };
}
