import { LaurelError } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { CheckFailure, CheckStore, CourseCheck } from './check-store.js';
import type { Reading } from './gather-facts.js';
import { nextCheckAt, type CourseState, type Pace } from './pace.js';
import type { Rule } from './rule.js';

/** What an error says to a course's instructors; one of ours only that it happened. */
export function failureOf(error: unknown, at: Date): CheckFailure {
  if (error instanceof LaurelError) {
    const { code, message, retryAfterSeconds } = error;
    return { at, code, message, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) };
  }
  return { at, code: 'check_failed', message: 'The check stopped with an internal error.' };
}

/** When something in the course is due or opens, and when all of it is over, as far as the platform tells. */
export function momentsOf(
  rules: readonly Rule[],
  readings: ReadonlyMap<string, Reading>,
): Pick<CourseState, 'moments' | 'endedAt'> {
  const due = [...readings.values()].map((each) =>
    'pull' in each ? each.pull.assessment.dueAt : undefined,
  );
  const opens = rules.flatMap(({ notBefore, release }) => [
    ...(notBefore ? [notBefore] : []),
    ...(release.policy === 'date' ? [release.at] : []),
  ]);
  const moments = [...due.filter((each) => each !== undefined), ...opens];
  if (moments.length === 0) return {};
  const isTold = due.length > 0 && !due.includes(undefined);
  const last = new Date(Math.max(...moments.map((each) => each.getTime())));
  return { moments, ...(isTold ? { endedAt: last } : {}) };
}

/** Notes how a check went that began at `now`, and when the course is looked at next. */
export async function saveCheck(
  deps: { readonly checks: Pick<CheckStore, 'save'>; readonly pace: Pace },
  course: CourseKey,
  before: CourseCheck | null,
  now: Date,
  outcome: {
    readonly changed: number;
    readonly digests: Readonly<Record<string, string>>;
    readonly failure?: CheckFailure;
  } & Pick<CourseState, 'moments' | 'endedAt'>,
): Promise<void> {
  const { failure, moments, endedAt } = outcome;
  const failures = failure ? (before?.failures ?? 0) + 1 : 0;
  const changedAt = outcome.changed > 0 ? now : (before?.changedAt ?? now);
  const checkedAt = failure ? before?.checkedAt : now;
  const nextAt = nextCheckAt(deps.pace, {
    ...{ now, failures, changedAt, moments, endedAt },
    stirredAt: before?.stirredAt,
    retryAfterSeconds: failure?.retryAfterSeconds,
  });
  const check = { tenant: course, nextAt, failures, changedAt, digests: outcome.digests };
  const read = checkedAt ? { checkedAt } : {};
  await deps.checks.save({ ...check, ...read, ...(failure ? { failure } : {}) }, now);
}
