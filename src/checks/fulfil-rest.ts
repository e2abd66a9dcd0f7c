import { msToDeadline } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { CheckDeps } from './check-deps.js';

const UNFINISHED = 500;

/** Takes up what an earlier run left undone; what time does not suffice for is the next run's. */
export async function fulfilRest(deps: CheckDeps, course: CourseKey): Promise<void> {
  while (msToDeadline() > 0) {
    const rest = await deps.awards.listUnfinished(UNFINISHED, course);
    if (rest.length === 0) return;
    await deps.fulfil(rest);
    if (rest.length < UNFINISHED) return;
  }
}
