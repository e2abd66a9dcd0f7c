import { UpstreamFailed } from './errors.js';
import { runContext, withRunContext } from './run-context.js';

/**
 * Calls `run` with a deadline `ms` milliseconds away. Outbound calls that start within it after the deadline fail with
 * `reading_too_slow`.
 */
export function withDeadline<T>(ms: number, run: () => T): T {
  const outer = runContext().deadline ?? Infinity;
  return withRunContext({ deadline: Math.min(outer, performance.now() + ms) }, run);
}

/** @returns the milliseconds until the current deadline; Infinity where there is none */
export const msToDeadline = (): number => (runContext().deadline ?? Infinity) - performance.now();

/** @throws UpstreamFailed `reading_too_slow` where the current deadline has passed */
export function checkDeadline(): void {
  if (msToDeadline() > 0) return;
  throw new UpstreamFailed('reading_too_slow', 'Reading this course takes too long.', {
    action: 'Laurel tries again by itself, later each time.',
  });
}
