import { courseKeyText, type CourseKey } from '../grades/index.js';
import type { Work } from '../work/index.js';
import type { CheckOutcome } from './check-outcome.js';
import type { CourseWatch } from './watch-courses.js';

const TASK = 'awards.check';
/** How often it is looked for due courses while there are none: a sixtieth of the interval, within these milliseconds. */
const LOOK_MS = { least: 250, most: 2_000, share: 60 };

/** How checks get to a free worker. */
export interface CheckQueue {
  /** Has a course checked as soon as a worker is free. */
  queue(course: CourseKey): Promise<void>;
  /** Checks the courses whose time has come, in this process. @returns how many it took */
  checkDue(): Promise<number>;
  /** Lists the work: every process takes due courses by itself; whoever asks for one has it checked by any. */
  listJobs(work: Pick<Work, 'repeating' | 'task'>): void;
}

export function createCheckQueue(deps: {
  readonly work: Pick<Work, 'soon'>;
  readonly watch: CourseWatch;
  readonly settings: { readonly pollMs: number };
  check(course: CourseKey): Promise<CheckOutcome>;
}): CheckQueue {
  const { work, watch, settings } = deps;
  const { least, most, share } = LOOK_MS;
  const lookMs = Math.max(least, Math.min(most, settings.pollMs / share));
  return {
    queue: (course) => work.soon(TASK, { ...course }, { key: courseKeyText(course) }),
    checkDue: () => watch.lookAtAll(),
    listJobs(list) {
      list.repeating(
        'awards.due',
        async (signal) => ((await watch.look(signal)) > 0 ? 0 : lookMs),
        () => watch.end(),
      );
      list.task<CourseKey>(
        TASK,
        async ({ platformId, deploymentId, contextId }) => {
          await deps.check({ platformId, deploymentId, contextId });
        },
        ({ platformId }) => platformId,
      );
    },
  };
}
