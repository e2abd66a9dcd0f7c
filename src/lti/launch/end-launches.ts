import type { Web } from '../../web/index.js';
import type { TeacherStore } from '../course/teacher-store.js';
import type { LaunchRoles, LaunchStore } from './launch-store.js';
import type { TenantKey } from '../course/tenant.js';
import { tenantOf, type Launch } from './launch.js';
import { isAdministrator, isInstructor } from './roles.js';

interface Deps {
  readonly launches: Pick<LaunchStore, 'listOf' | 'listRolesOf' | 'remove'>;
  readonly sessions: Pick<Web['sessions'], 'endAll'>;
  readonly teachers: Pick<TeacherStore, 'note' | 'forget'>;
}

const isSameCourse = (a: TenantKey, b: TenantKey): boolean =>
  a.platformId === b.platformId && a.deploymentId === b.deploymentId && a.contextId === b.contextId;

/** Whether an earlier launch of a person grants a role that their newest launch no longer has. */
function grantsMore(earlier: LaunchRoles, newest: Launch): boolean {
  const taught = isInstructor(earlier.roles) && !isInstructor(newest.roles);
  const administered = isAdministrator(earlier.roles) && !isAdministrator(newest.roles);
  const isSameDeployment = earlier.deploymentId === newest.deploymentId;
  return (
    (taught && isSameCourse(tenantOf(earlier), tenantOf(newest))) ||
    (administered && isSameDeployment)
  );
}

/**
 * Ends sessions that launches opened, at once: when a role is lost, a course is left, or a person erases their data.
 */
export function createEndLaunches({ launches, sessions, teachers }: Deps) {
  async function end(list: readonly LaunchRoles[]): Promise<void> {
    for (const { id: launchId, platformId, user } of list)
      await sessions.endAll({ platformId, userId: user.id, launchId });
    await launches.remove(list.map(({ id }) => id));
  }
  return {
    /** Ends what earlier launches opened, where the newest launch has fewer roles than they had. */
    async afterLaunch(newest: Launch): Promise<void> {
      const theirs = await launches.listRolesOf(newest.platformId, newest.user.id);
      await end(theirs.filter((each) => each.id !== newest.id && grantsMore(each, newest)));
    },
    /**
     * Ends the teachers' sessions of people who are no longer on a course's roster. Administrators are on no roster.
     * Learners keep their sessions: a roster may leave out former learners (a concluded course), who go on reaching
     * their badges.
     */
    async left(course: TenantKey, userIds: readonly string[]): Promise<void> {
      if (userIds.length === 0) return;
      const theirs = await launches.listOf(course.platformId, userIds);
      const here = theirs.filter((launch) => isSameCourse(tenantOf(launch), course));
      await end(here.filter(({ roles }) => isInstructor(roles) && !isAdministrator(roles)));
      for (const userId of userIds)
        await teachers.note(course, userId, { teaches: false, learns: false });
    },
    /** @returns everything that is kept of a person's launches */
    read: (platformId: string, userId: string) => launches.listOf(platformId, [userId]),
    async erase(platformId: string, userId: string): Promise<void> {
      const theirs = await launches.listOf(platformId, [userId]);
      await launches.remove(theirs.map(({ id }) => id));
      await teachers.forget(platformId, userId);
    },
  };
}

export type EndLaunches = ReturnType<typeof createEndLaunches>;
