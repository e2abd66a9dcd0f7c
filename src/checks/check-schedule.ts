import { backOffMs } from '../base/index.js';
import { isUsualTime } from './habits.js';

/** How often courses are looked at, in milliseconds. */
export interface CheckSchedule {
  /** Between two checks of a course where things happen. */
  readonly everyMs: number;
  /** The longest a quiet course waits that has not ended. */
  readonly idleMs: number;
  /** The longest wait after failures. */
  readonly failedMs: number;
  /** A random number in [0, 1): spreads courses that would otherwise be read all at once. */
  random(): number;
}

/** What is known of a course that says when to look at it again. */
export interface CourseState {
  readonly now: Date;
  /** Failures in a row. */
  readonly failures: number;
  /** When a check last found something that had changed. */
  readonly changedAt?: Date | undefined;
  /** When a learner last came in. */
  readonly stirredAt?: Date | undefined;
  /** Hours in which something had changed before, as {@link withHabit} keeps them. */
  readonly habits?: readonly number[] | undefined;
  /** When something is due or a rule opens, past and future. */
  readonly moments?: readonly Date[] | undefined;
  /** When all of its assessments are over; absent where one of them does not tell. */
  readonly endedAt?: Date | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Work that was due now is graded in the hours after. */
const AFTER_DUE_MS = 6 * HOUR;
/** After a learner came in: for as long as a quiz may take. */
const AFTER_LAUNCH_MS = HOUR;

const isWithin = (now: Date, from: Date | undefined, ms: number): boolean =>
  from !== undefined && now >= from && now.getTime() - from.getTime() < ms;

/** A course that ended is looked at daily after two quiet weeks and weekly after two months: a late grade is still found. */
function endedWait(ended: number, quiet: number): number {
  const since = Math.min(ended, quiet);
  if (since > 60 * DAY) return 7 * DAY;
  return since > 14 * DAY ? DAY : 0;
}

function calmWait(
  pace: CheckSchedule,
  { now, changedAt, stirredAt, endedAt, habits, moments = [] }: CourseState,
) {
  const quiet = changedAt ? now.getTime() - changedAt.getTime() : 0;
  const isClose =
    isWithin(now, stirredAt, AFTER_LAUNCH_MS) ||
    moments.some((moment) => isWithin(now, moment, AFTER_DUE_MS));
  const isUsual = isUsualTime(habits, now);
  // At a time at which things happen in this course it is looked at often, however quiet it was since.
  if (isClose || isUsual === true) return pace.everyMs;
  // A course in which nothing happened for a day waits a hundredth of its quiet time, two hours at most; one of which it is
  // known when things happen begins to do so at once.
  if (isUsual === undefined && quiet <= DAY) return pace.everyMs;
  const ended = endedAt ? now.getTime() - endedAt.getTime() : 0;
  const idle = Math.min(pace.idleMs, Math.max(pace.everyMs, quiet / 100));
  return Math.max(idle, endedWait(ended, quiet));
}

/** In how many milliseconds something is due or opens next. */
function untilNext({ now, moments = [] }: CourseState): number {
  const ahead = moments.map((moment) => moment.getTime() - now.getTime()).filter((ms) => ms > 0);
  return Math.min(Infinity, ...ahead);
}

/**
 * When a course is due again. After failures the wait doubles; where nothing has changed for a while it grows with the
 * quiet time, and more so where everything is over, so that courses that have ended cost next to nothing. When something is
 * due, and for a while after that or after a learner came in, it is looked at often; a launch or a hint brings it forward
 * at any time.
 */
export function nextCheckAt(pace: CheckSchedule, state: CourseState): Date {
  const { now, failures } = state;
  const failed = backOffMs({ firstMs: pace.everyMs, mostMs: pace.failedMs }, failures + 1);
  const jitter = 0.8 + pace.random() * 0.2;
  let wait = (failures > 0 ? failed : calmWait(pace, state)) * jitter;
  // The next check is no later than the next due date; courses that share one are spread over an interval.
  if (failures === 0) {
    wait = Math.min(
      wait,
      Math.max(pace.everyMs * jitter, untilNext(state) + pace.everyMs * (1 - jitter)),
    );
  }
  // A platform may ask for a day at most: one that asks for more is asked again all the same.
  const asked = Math.min(DAY, (state.retryAfterSeconds ?? 0) * 1_000);
  return new Date(now.getTime() + Math.round(Math.max(wait, asked)));
}
