import { tallyCalls, type Events, type OperatorEvents } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { CheckOutcome } from './check-outcome.js';

type Checked = OperatorEvents['course_checked'];

/** What the line of a check says of its outcome; null where nothing was looked at. */
function summarize(
  outcome: CheckOutcome,
): Omit<Checked, keyof CourseKey | 'scope' | 'ms' | 'calls'> | null {
  if (outcome.busy || outcome.rows === undefined) return null;
  const { granted, changed, rows, failure, isAbsent, isCut } = outcome;
  const found = { rows, changed, granted };
  if (failure) return { outcome: 'failed', code: failure.code, ...found };
  if (isCut) return { outcome: 'cut', ...found };
  return { outcome: isAbsent ? 'absent' : 'read', ...found };
}

/** Runs a check and tells how it went, how long it took and how often other systems were called for it. */
export async function observeCheck(
  events: Pick<Events, 'tell'>,
  course: CourseKey,
  scope: Checked['scope'],
  check: () => Promise<CheckOutcome>,
): Promise<CheckOutcome> {
  const { platformId, deploymentId, contextId } = course;
  const begun = performance.now();
  const tell = (found: ReturnType<typeof summarize>, calls: number) => {
    if (!found) return;
    const ms = Math.round(performance.now() - begun);
    const ids = { platformId, deploymentId, contextId };
    events.tell('course_checked', { ...ids, scope, ms, calls, ...found });
  };
  try {
    const [outcome, calls] = await tallyCalls(check);
    tell(summarize(outcome), calls);
    return outcome;
  } catch (error) {
    tell({ outcome: 'failed', code: 'check_failed', rows: 0, changed: 0, granted: 0 }, 0);
    throw error;
  }
}
