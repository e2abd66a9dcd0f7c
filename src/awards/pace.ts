/** How often courses are looked at, in milliseconds. */
export interface Pace {
  /** Between two checks of a course where things happen. */
  readonly everyMs: number;
  /** The longest a quiet course waits. */
  readonly idleMs: number;
  /** The longest wait after failures. */
  readonly failedMs: number;
  /** A random number in [0, 1): spreads courses that would otherwise be read all at once. */
  random(): number;
}

const HOUR = 3_600_000;

/**
 * When a course is due again. After failures the wait doubles; where nothing has changed for a while it grows with the
 * quiet time, so that courses that have ended cost next to nothing; a launch or a hint brings it forward at any time.
 */
export function nextCheckAt(
  pace: Pace,
  state: {
    readonly now: Date;
    readonly failures: number;
    readonly changedAt?: Date;
    readonly retryAfterSeconds?: number;
  },
): Date {
  const { now, failures, changedAt } = state;
  const jitter = 0.8 + pace.random() * 0.2;
  let wait = pace.everyMs;
  if (failures > 0) {
    wait = Math.min(pace.failedMs, pace.everyMs * 2 ** Math.min(failures, 16));
  } else if (changedAt) {
    const quiet = now.getTime() - changedAt.getTime();
    // Nothing for a day: a hundredth of the quiet time, two hours at most after a week or so.
    if (quiet > 24 * HOUR) wait = Math.min(pace.idleMs, Math.max(pace.everyMs, quiet / 100));
  }
  wait = Math.round(wait * jitter);
  // At most a day: a platform that asks for more is asked again all the same.
  const asked = Math.min(24 * HOUR, (state.retryAfterSeconds ?? 0) * 1_000);
  return new Date(now.getTime() + Math.max(wait, asked));
}
