import { AsyncLocalStorage } from 'node:async_hooks';
import { UpstreamFailed } from './errors.js';

// The deadline of the current asynchronous context, as a value of `performance.now()`; nothing is kept between
// contexts.
const deadlines = new AsyncLocalStorage<number>();

/**
 * Calls `run` with a deadline `ms` milliseconds away. Outbound calls that start within it after the deadline fail with
 * `reading_too_slow`.
 */
export function withDeadline<T>(ms: number, run: () => T): T {
  const outer = deadlines.getStore() ?? Infinity;
  return deadlines.run(Math.min(outer, performance.now() + ms), run);
}

/** @returns the milliseconds until the current deadline; Infinity where there is none */
export const msToDeadline = (): number => (deadlines.getStore() ?? Infinity) - performance.now();

/** @throws UpstreamFailed `reading_too_slow` where the current deadline has passed */
export function checkDeadline(): void {
  if (msToDeadline() > 0) return;
  throw new UpstreamFailed('reading_too_slow', 'Reading this course takes too long.', {
    action: 'Laurel tries again by itself, later each time.',
  });
}
