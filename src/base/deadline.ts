import { AsyncLocalStorage } from 'node:async_hooks';
import { UpstreamFailed } from './errors.js';

// Holds nothing itself: what is found here belongs to the run that asks. A moment of performance.now().
const deadlines = new AsyncLocalStorage<number>();

/** Runs `run`; calls of other systems that it makes, now or behind a promise, fail with `reading_too_slow` after `ms`. */
export function withDeadline<T>(ms: number, run: () => T): T {
  const outer = deadlines.getStore() ?? Infinity;
  return deadlines.run(Math.min(outer, performance.now() + ms), run);
}

/** Milliseconds until the deadline of the run that asks; Infinity where it has none. */
export const msToDeadline = (): number => (deadlines.getStore() ?? Infinity) - performance.now();

/** @throws UpstreamFailed `reading_too_slow` where the run that asks has no time left */
export function checkDeadline(): void {
  if (msToDeadline() > 0) return;
  throw new UpstreamFailed('reading_too_slow', 'Reading this course takes too long.', {
    action: 'Laurel tries again by itself, later each time.',
  });
}
