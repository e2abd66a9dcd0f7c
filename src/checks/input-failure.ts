import { LaurelError, UpstreamFailed } from '../base/index.js';
import { readingKey } from '../awards/index.js';
import { assessmentInputs, isSilence, type AssessmentInput } from '../rules/index.js';
import type { Reading, Rule } from '../rules/index.js';
import { nextCheckAt, type CheckSchedule } from './check-schedule.js';
import type { CheckFailure, InputFailure, OddRows } from './check-store.js';
import { failureOf, failureOfNotice } from './failure-of.js';

type Input = Pick<AssessmentInput, 'source' | 'assessmentId'>;
type Readings = ReadonlyMap<string, Reading>;

/** Why nothing is decided from a reading; undefined where something is. */
export function readingFailure(reading: Reading, at: Date): CheckFailure | undefined {
  if (!('pull' in reading)) return failureOf(reading.error, at);
  const notice = reading.pull.notices.find((each) => each.blocks);
  return notice && failureOfNotice(notice, at);
}

/**
 * Which assessments are not asked for in this round, since they failed a while ago and wait: each by itself, so that the
 * others of the course go on at their pace. Where all would wait, none does: then it is the course that waits.
 * @returns the failure that stands for the reading
 */
export function postponedInputs(
  known: readonly InputFailure[],
  rules: readonly Pick<Rule, 'inputs'>[],
  now: Date,
): (input: Input) => LaurelError | null {
  const waiting = new Map(
    known
      .filter(({ nextAt, failure }) => nextAt > now && !isSilence(failure.code))
      .map((each) => [each.key, each.failure]),
  );
  const all = rules.flatMap(assessmentInputs);
  if (all.every((input) => waiting.has(readingKey(input)))) return () => null;
  return (input) => {
    const failure = waiting.get(readingKey(input));
    return failure ? new UpstreamFailed('input_waits', failure.message) : null;
  };
}

const isWaiting = (reading: Reading | undefined): boolean =>
  reading !== undefined &&
  !('pull' in reading) &&
  reading.error instanceof LaurelError &&
  reading.error.code === 'input_waits';

/** What every failing assessment of a course has come to, and when each is asked for again. */
export function inputFailuresOf(
  rules: readonly Rule[],
  readings: Readings,
  known: readonly InputFailure[],
  { pace, now }: { readonly pace: CheckSchedule; readonly now: Date },
): InputFailure[] {
  const before = new Map(known.map((each) => [each.key, each]));
  const found = new Map<string, InputFailure>();
  for (const rule of rules) {
    for (const input of assessmentInputs(rule)) {
      const key = readingKey(input);
      const reading = readings.get(key);
      const other = found.get(key);
      if (other) {
        found.set(key, { ...other, ruleIds: [...new Set([...other.ruleIds, rule.id])] });
        continue;
      }
      const earlier = before.get(key);
      if (isWaiting(reading) && earlier) {
        found.set(key, { ...earlier, ruleIds: [rule.id] });
        continue;
      }
      const failure = reading && readingFailure(reading, now);
      if (failure === undefined) continue;
      const failures = (earlier?.failures ?? 0) + 1;
      const { retryAfterSeconds } = failure;
      const nextAt = nextCheckAt(pace, { now, failures, retryAfterSeconds });
      const { title } = input;
      found.set(key, { key, title, ruleIds: [rule.id], failures, nextAt, failure });
    }
  }
  return [...found.values()];
}

const MOST_NAMED = 5;

/** Rows that could not be read, by assessment: whom they are about. */
export function oddRowsOf(rules: readonly Rule[], readings: Readings): OddRows[] {
  const titles = new Map(
    rules.flatMap(assessmentInputs).map((input) => [readingKey(input), input.title]),
  );
  return [...titles].flatMap(([key, title]) => {
    const reading = readings.get(key);
    if (!reading || !('pull' in reading)) return [];
    const odd = reading.pull.grades.filter(({ state }) => state === 'unreadable');
    if (odd.length === 0) return [];
    const userIds = odd.slice(0, MOST_NAMED).map(({ userId }) => userId);
    return [{ title, count: odd.length, userIds }];
  });
}
