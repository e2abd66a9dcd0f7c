import { isDeepStrictEqual } from 'node:util';
import { omitUndefined } from '../base/index.js';
import type { Reading, Rule } from '../rules/index.js';
import type { CheckFailure, CheckGap, CheckStore, CourseCheck } from './check-store.js';
import type { Claimed, Claims } from './claims.js';
import { withHabit } from './habits.js';
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
function newsOf(before: CourseCheck, failures: number) {
  const failedBefore = before.failures > 0;
  if (failures > 0) return failedBefore ? undefined : 'check.failed';
  return failedBefore ? 'check.recovered' : undefined;
}

/** What a look found, as far as it is noted. */
export type Findings = Pick<CourseCheck, 'inputFailures' | 'oddRows' | 'seen'> &
  Pick<CourseState, 'moments' | 'endedAt'> & {
    readonly changed: number;
    readonly digests: Readonly<Record<string, string>>;
    readonly failure?: CheckFailure;
    /** Absent where nothing was read. */
    readonly gaps?: readonly CheckGap[];
    /** Everything is as the last look saw it that read the roster. */
    readonly isSame?: boolean;
  };

/** Whether only times, and what was seen, are to be written to a course's row. */
function isQuiet(before: CourseCheck, findings: Findings): boolean {
  const { isSame, changed, failure, digests, gaps = [], oddRows = [] } = findings;
  const { inputFailures = [] } = findings;
  if (failure !== undefined || changed > 0 || oddRows.length + inputFailures.length > 0)
    return false;
  const isClear = [before.failure, before.unread, before.inputFailures, before.oddRows].every(
    (each) => each === undefined,
  );
  return (
    isClear &&
    before.failures === 0 &&
    before.begun === undefined &&
    before.changedAt !== undefined &&
    (isSame === true || isDeepStrictEqual(digests, before.digests)) &&
    isDeepStrictEqual([...(before.gaps ?? [])], [...gaps])
  );
}

/** Notes how a look went that began at `now`, and when the course is looked at next; the claim on it ends. */
export async function saveCheck(
  deps: {
    readonly checks: Pick<CheckStore, 'save'>;
    readonly claims: Pick<Claims, 'forget' | 'noteQuiet'>;
    readonly pace: CheckSchedule;
  },
  claimed: Claimed,
  now: Date,
  findings: Findings,
): Promise<void> {
  const { check: before, course, at, by } = claimed;
  const { failure, moments, endedAt, inputFailures = [], oddRows = [], seen } = findings;
  const failures = failure ? before.failures + 1 : 0;
  const isChanged = findings.changed > 0;
  const changedAt = isChanged ? now : (before.changedAt ?? now);
  const habits = isChanged ? withHabit(before.habits, now) : before.habits;
  const checkedAt = failure ? before.checkedAt : now;
  const courseAt = nextCheckAt(deps.pace, {
    now,
    failures,
    changedAt,
    moments,
    endedAt,
    habits,
    stirredAt: before.stirredAt,
    retryAfterSeconds: failure?.retryAfterSeconds,
  });
  // A quiet course is looked at for what waits in it.
  const waiting = failure ? [] : inputFailures.map((each) => each.nextAt.getTime());
  const nextAt = new Date(Math.min(courseAt.getTime(), ...waiting));
  if (isQuiet(before, findings)) {
    deps.claims.noteQuiet(claimed, omitUndefined({ checkedAt: now, nextAt, seen }));
    return;
  }
  const { digests, gaps } = findings;
  const check = omitUndefined({
    tenant: course,
    nextAt,
    failures,
    changedAt,
    digests,
    checkedAt,
    failure,
    gaps,
    seen,
    habits,
    inputFailures: someOf(inputFailures),
    oddRows: someOf(oddRows),
  });
  await deps.checks.save(check, at, newsOf(before, failures), by);
  deps.claims.forget(claimed);
}
