import type { CourseKey } from '../grades/index.js';
import type { CheckDeps } from './check-deps.js';

const UNFINISHED = 500;

/** Takes up what an earlier run left undone. */
export async function fulfilRest(deps: CheckDeps, course: CourseKey): Promise<void> {
  for (;;) {
    const rest = await deps.awards.listUnfinished(UNFINISHED, course);
    if (rest.length === 0) return;
    await deps.fulfil(rest);
    if (rest.length < UNFINISHED) return;
  }
}
