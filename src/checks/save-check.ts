import { omitUndefined } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Reading, Rule } from '../rules/index.js';
import type { CheckFailure, CheckGap, CheckStore, CourseCheck } from './check-store.js';
import { nextCheckAt, type CourseState, type CheckSchedule } from './check-schedule.js';

const MOST_GAPS = 10;

/** What the readings do not cover, each once. */
export function gapsOf(readings: ReadonlyMap<string, Reading>): CheckGap[] {
  const all = [...readings.values()].flatMap((each) => ('pull' in each ? each.pull.notices : []));
  const gaps = all
    .filter(({ isGap }) => isGap === true)
    .map(({ code, values, reason, remedy }) => omitUndefined({ code, values, reason, remedy }));
  return [...new Map(gaps.map((gap) => [gap.reason, gap])).values()].slice(0, MOST_GAPS);
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
  return omitUndefined({ moments, endedAt: isTold ? last : undefined });
}

const someOf = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;

/** What the feed tells: the first failure of several in a row, and the end of them. */
function newsOf(before: CourseCheck | null, failures: number) {
  const failedBefore = (before?.failures ?? 0) > 0;
  if (failures > 0) return failedBefore ? undefined : 'check.failed';
  return failedBefore ? 'check.recovered' : undefined;
}

/** Notes how a check went that began at `now`, and when the course is looked at next. */
export async function saveCheck(
  deps: { readonly checks: Pick<CheckStore, 'save'>; readonly pace: CheckSchedule },
  course: CourseKey,
  before: CourseCheck | null,
  now: Date,
  outcome: Pick<CourseCheck, 'inputFailures' | 'oddRows'> & {
    readonly changed: number;
    readonly digests: Readonly<Record<string, string>>;
    readonly failure?: CheckFailure;
    /** Absent where nothing was read. */
    readonly gaps?: readonly CheckGap[];
  } & Pick<CourseState, 'moments' | 'endedAt'>,
): Promise<void> {
  const { failure, moments, endedAt, inputFailures = [], oddRows = [] } = outcome;
  const failures = failure ? (before?.failures ?? 0) + 1 : 0;
  const changedAt = outcome.changed > 0 ? now : (before?.changedAt ?? now);
  const checkedAt = failure ? before?.checkedAt : now;
  const courseAt = nextCheckAt(deps.pace, {
    now,
    failures,
    changedAt,
    moments,
    endedAt,
    stirredAt: before?.stirredAt,
    retryAfterSeconds: failure?.retryAfterSeconds,
  });
  // A quiet course is looked at for what waits in it.
  const waiting = failure ? [] : inputFailures.map((each) => each.nextAt.getTime());
  const nextAt = new Date(Math.min(courseAt.getTime(), ...waiting));
  const { digests, gaps } = outcome;
  const check = omitUndefined({
    tenant: course,
    nextAt,
    failures,
    changedAt,
    digests,
    checkedAt,
    failure,
    gaps,
    inputFailures: someOf(inputFailures),
    oddRows: someOf(oddRows),
  });
  await deps.checks.save(check, now, newsOf(before, failures));
}
