import type { Clock } from '../base/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import type { Work } from '../work/index.js';
import type { CheckOutcome } from './check-outcome.js';
import type { CheckStore } from './check-store.js';
import type { PlatformPauses } from './platform-pauses.js';

const TASK = 'awards.check';
const DUE_AT_ONCE = 200;

/** How checks get to a free worker. */
export interface CheckQueue {
  /** Has a course checked as soon as a worker is free. */
  queue(course: CourseKey): Promise<void>;
  /** Queues the courses whose time has come. To be run often. @returns how many were queued */
  queueDue(): Promise<number>;
  /** Lists the work: the recurring look for due courses, and the check itself. */
  listJobs(work: Pick<Work, 'recurring' | 'task'>): void;
}

export function createCheckQueue(deps: {
  readonly work: Pick<Work, 'soon'>;
  readonly clock: Clock;
  readonly platforms: Pick<PlatformPauses, 'listDue' | 'isHeld'>;
  readonly checks: Pick<CheckStore, 'isDue'>;
  readonly settings: { readonly pollMs: number };
  check(course: CourseKey, options: { readonly isDue: boolean }): Promise<CheckOutcome>;
}): CheckQueue {
  const { work, clock, platforms, checks, settings } = deps;

  const queue = (course: CourseKey) =>
    work.soon(TASK, { ...course }, { key: courseKeyText(course) });

  async function queueDue(): Promise<number> {
    const due = await platforms.listDue(DUE_AT_ONCE);
    for (const { course, probesPlatform } of due) {
      if (probesPlatform) await queue(course);
      else
        await work.soon(
          TASK,
          { ...course, isDue: true },
          { key: `due ${courseKeyText(course)}`, isRepeated: true },
        );
    }
    return due.length;
  }

  /** Since it was queued the platform may have fallen silent, and the course stays due; or somebody has looked at it. */
  const isStillDue = async (course: CourseKey): Promise<boolean> =>
    !(await platforms.isHeld(course.platformId)) && (await checks.isDue(course, clock.now()));

  return {
    queue,
    queueDue,
    listJobs(list) {
      const everyMs = Math.max(1_000, Math.min(settings.pollMs / 10, 15_000));
      list.recurring('awards.due', everyMs, async () => void (await queueDue()));
      list.task<CourseKey & { readonly isDue?: boolean }>(
        TASK,
        async ({ isDue, ...data }) => {
          const { platformId, deploymentId, contextId } = data;
          const course = { platformId, deploymentId, contextId };
          if (isDue && !(await isStillDue(course))) return;
          await deps.check(course, { isDue: isDue === true });
        },
        ({ platformId }) => platformId,
      );
    },
  };
}
