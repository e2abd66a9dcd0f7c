import {
  isAnswer,
  omitUndefined,
  readingOnce,
  UpstreamFailed,
  withDeadline,
} from '../base/index.js';
import { isStoreDown } from '../store/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import { readAll, sweepUndone } from '../awards/index.js';
import { type Reading, type Rule, inOrder } from '../rules/index.js';
import { type CheckFailure, type CourseCheck } from './check-store.js';
import { failureOf } from './failure-of.js';
import { inputFailuresOf, oddRowsOf, postponedInputs } from './input-failure.js';
import { gapsOf, momentsOf, saveCheck } from './save-check.js';
import { throwIfSilent, reportPlatform } from './report-platform.js';
import type { CheckDeps } from './check-deps.js';
import type { CheckOutcome } from './check-outcome.js';
import { observeCheck } from './observe-check.js';
import { fulfilRest } from './fulfil-rest.js';
import type { Round, RuleOutcome } from './round.js';
import { checkRule } from './check-rule.js';

/** Renewed while the check goes on, so it is as short as a dead worker may hold the course up. */
const LEASE_MS = 15_000;

async function checkRules(
  deps: CheckDeps,
  rules: readonly Rule[],
  round: Round,
  last: Readonly<Record<string, string>>,
) {
  const digests: Record<string, string> = {};
  let granted = 0;
  let changed = 0;
  const failures: CheckFailure[] = [];
  for (const rule of inOrder(rules)) {
    const outcome: RuleOutcome = await checkRule(deps, rule, round, last[rule.id]);
    granted += outcome.granted;
    changed += outcome.changed;
    if (outcome.failure) failures.push(outcome.failure);
    if (outcome.digest !== undefined) digests[rule.id] = outcome.digest;
  }
  // Where something could be decided it is the assessments that failed, each by itself, and not the course.
  const isCourse = round.userId !== undefined || failures.length === rules.length;
  const failure = isCourse ? failures[0] : undefined;
  return omitUndefined({ granted, changed, digests, failure });
}

/** For reading, its roster included: what takes longer is a failure of the course, tried again later each time. */
const READING_MS = 240_000;
/** For awarding; what is left then is done at the next look. */
const AWARDING_MS = 240_000;
/** Whatever ends the program in the middle of a course is not tried over and over. */
const MOST_BEGUN = 3;

/** Nobody else can take a look at one learner over. */
const NEVER = new AbortController().signal;

const NOTHING = { granted: 0, changed: 0, digests: {} };

const rowsIn = (readings: ReadonlyMap<string, Reading>): string[] =>
  [...readings.values()].flatMap((reading) =>
    'pull' in reading ? reading.pull.grades.map((grade) => grade.userId) : [],
  );

interface CourseReading extends Pick<Round, 'learners' | 'readings'> {
  readonly rows: number;
}

/** Grades and learners of a course, or of one learner. */
async function read(
  deps: CheckDeps,
  course: CourseKey,
  rules: readonly Rule[],
  userId: string | undefined,
  postponed: ReturnType<typeof postponedInputs>,
): Promise<CourseReading> {
  const options = omitUndefined({ userId });
  const readings = await readAll(rules, async (input) => {
    const waits = postponed(input);
    if (waits) throw waits;
    return deps.pull(course, input, options);
  });
  await reportPlatform(deps.platforms, course, readings);
  throwIfSilent(readings);
  const userIds = rowsIn(readings);
  const learners =
    userId === undefined
      ? await deps.learners(course, userIds)
      : await deps.learnersFor(course, userId);
  return { readings, learners, rows: userIds.length };
}

const isMissing = ({ learners }: CourseReading, userId: string | undefined): boolean =>
  userId !== undefined && learners !== null && !learners.has(userId);

type LookAt = Pick<Round, 'course' | 'userId' | 'now' | 'signal'> & { readonly isDue?: boolean };

type Found = Parameters<typeof saveCheck>[4] & { granted: number };

/** Read, decide, award, issue, notify. */
async function look(
  deps: CheckDeps,
  { course, userId, now, signal, isDue }: LookAt,
  rules: readonly Rule[],
  before: CourseCheck | null,
): Promise<{ readonly found: Found; readonly rows: number; readonly isAbsent?: true }> {
  try {
    const { readingMs = READING_MS } = deps;
    const known = before?.inputFailures ?? [];
    // Whoever asks for the course wants to know now.
    const postponed = postponedInputs(isDue === true ? known : [], rules, now);
    const reading = await withDeadline(readingMs, () =>
      read(deps, course, rules, userId, postponed),
    );
    const { rows, learners, readings } = reading;
    if (isMissing(reading, userId)) return { found: NOTHING, rows, isAbsent: true };
    const round: Round = omitUndefined({ course, now, learners, readings, signal, userId });
    const found = await withDeadline(AWARDING_MS, () =>
      checkRules(deps, rules, round, before?.digests ?? {}),
    );
    const inputFailures = inputFailuresOf(rules, readings, known, { pace: deps.pace, now });
    const oddRows = oddRowsOf(rules, readings);
    const more = { gaps: gapsOf(readings), inputFailures, oddRows };
    return { found: { ...found, ...momentsOf(rules, readings), ...more }, rows };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { found: { ...NOTHING, failure: failureOf(error, now) }, rows: 0 };
  }
}

/** Whom a check looks at, and why. */
export interface CheckOptions {
  /** One learner alone. */
  readonly userId?: string;
  /** Its time has come, and nobody asked: what failed a while ago waits longer. */
  readonly isDue?: boolean;
  /** A learner came in by a launch: the course is looked at by this moment at the latest, and often for a while after. */
  readonly stirsUntil?: Date;
}

/** One round over a course. */
async function run(
  deps: CheckDeps,
  course: CourseKey,
  { userId, isDue, stirsUntil }: CheckOptions,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const nothing: CheckOutcome = { busy: false, granted: 0, changed: 0 };
  const kept = await deps.rules.list(course, ['active', 'draft']);
  // What an earlier look left undone keeps its course on the list: a launch into a course without rules does nothing.
  if (userId !== undefined && kept.length === 0) return nothing;
  for (const rule of kept) if (rule.state === 'draft') await sweepUndone(deps, rule);
  await fulfilRest(deps, course);
  const rules = kept.filter((rule) => rule.state === 'active');
  if (rules.length === 0) {
    await deps.checks.forget(course);
    return nothing;
  }
  const now = deps.clock.now();
  const isWhole = userId === undefined;
  const begin = () => {
    if (isWhole) return deps.checks.begin(course);
    return stirsUntil
      ? deps.checks.recordActivity(course, now, stirsUntil)
      : deps.checks.get(course);
  };
  const before = await begin();
  const note = async (found: Found): Promise<void> => {
    if (isWhole) await saveCheck(deps, course, before, now, found);
    else if (found.failure ?? before?.unread)
      await deps.checks.recordLearnerFailure(course, found.failure);
  };
  if (isWhole && (before?.begun ?? 0) > MOST_BEGUN) {
    const failure = failureOf(endedEarly(), now);
    await note({ ...NOTHING, failure });
    return { ...nothing, rows: 0, failure };
  }
  const of = omitUndefined({ course, userId, now, signal, isDue });
  const { found, rows, isAbsent } = await look(deps, of, rules, before).catch(
    async (error: unknown) => {
      // What was read broke the program's own rules: the course waits like one that could not be read, and it is told.
      if (isWhole && !isStoreDown(error) && !signal.aborted)
        await note({ ...NOTHING, failure: failureOf(error, now) });
      throw error;
    },
  );
  await note(found);
  const { granted, changed, failure } = found;
  return omitUndefined({ busy: false, granted, changed, rows, failure, isAbsent });
}

const endedEarly = () =>
  new UpstreamFailed(
    'check_ended_early',
    'The program ended several times while it read this course.',
    { action: 'Laurel tries again by itself, later each time.' },
  );

/**
 * Checks a course: every rule against fresh grades, for everybody or for one learner. Safe to run at any time, by any
 * number of workers, and again after a crash.
 */
export async function checkCourse(
  deps: CheckDeps,
  course: CourseKey,
  options: CheckOptions = {},
): Promise<CheckOutcome> {
  const { userId } = options;
  const key = `check ${courseKeyText(course)}`;
  const look = (signal: AbortSignal) => run(deps, course, options, signal);
  if (userId !== undefined)
    return observeCheck(deps.events, course, 'learner', () =>
      deps.alone(`${key} ${userId}`, () => readingOnce(() => look(NEVER))),
    );
  return observeCheck(deps.events, course, 'course', async () => {
    const leased = await deps.work.lease(key, LEASE_MS, ({ signal }) => look(signal));
    return leased.taken ? leased.value : { busy: true };
  });
}
