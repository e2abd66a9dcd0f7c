import type { Web } from '../../web/index.js';
import type { TeacherStore } from '../course/teacher-store.js';
import type { LaunchStore } from './launch-store.js';
import type { TenantKey } from '../course/tenant.js';
import { tenantOf, type Launch } from './launch.js';
import { isAdministrator, isInstructor } from './roles.js';

interface Deps {
  readonly launches: Pick<LaunchStore, 'listOf' | 'remove'>;
  readonly sessions: Pick<Web['sessions'], 'endAll'>;
  readonly teachers: Pick<TeacherStore, 'note' | 'forget'>;
}

const isSameCourse = (a: TenantKey, b: TenantKey): boolean =>
  a.platformId === b.platformId && a.deploymentId === b.deploymentId && a.contextId === b.contextId;

/** Whether an earlier launch of a person grants what their newest one says they no longer are. */
function grantsMore(earlier: Launch, newest: Launch): boolean {
  const taught = isInstructor(earlier.roles) && !isInstructor(newest.roles);
  const administered = isAdministrator(earlier.roles) && !isAdministrator(newest.roles);
  const isSameDeployment = earlier.deploymentId === newest.deploymentId;
  return (
    (taught && isSameCourse(tenantOf(earlier), tenantOf(newest))) ||
    (administered && isSameDeployment)
  );
}

/** Ends what launches opened, at once: when a role is lost, a course is left, or a person erases their data. */
export function createEndLaunches({ launches, sessions, teachers }: Deps) {
  async function end(list: readonly Launch[]): Promise<void> {
    for (const { id: launchId, platformId, user } of list)
      await sessions.endAll({ platformId, userId: user.id, launchId });
    await launches.remove(list.map(({ id }) => id));
  }
  return {
    /** A launch says less of a person than an earlier one: what the earlier one opened is over. */
    async afterLaunch(newest: Launch): Promise<void> {
      const theirs = await launches.listOf(newest.platformId, [newest.user.id]);
      await end(theirs.filter((each) => each.id !== newest.id && grantsMore(each, newest)));
    },
    /**
     * People who were on a course's roster and are no more: what they opened as teachers is over. Administrators are on none, and
     * a roster may leave out learners whom it once had (a concluded course): whoever holds badges goes on reaching them.
     */
    async left(course: TenantKey, userIds: readonly string[]): Promise<void> {
      if (userIds.length === 0) return;
      const theirs = await launches.listOf(course.platformId, userIds);
      const here = theirs.filter((launch) => isSameCourse(tenantOf(launch), course));
      await end(here.filter(({ roles }) => isInstructor(roles) && !isAdministrator(roles)));
      for (const userId of userIds)
        await teachers.note(course, userId, { teaches: false, learns: false });
    },
    /** Everything that is kept of a person's visits. */
    read: (platformId: string, userId: string) => launches.listOf(platformId, [userId]),
    async erase(platformId: string, userId: string): Promise<void> {
      const theirs = await launches.listOf(platformId, [userId]);
      await launches.remove(theirs.map(({ id }) => id));
      await teachers.forget(platformId, userId);
    },
  };
}

export type EndLaunches = ReturnType<typeof createEndLaunches>;
