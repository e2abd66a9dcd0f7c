import {
  isAnswer,
  omitUndefined,
  readingOnce,
  UpstreamFailed,
  withDeadline,
} from '../base/index.js';
import { isStoreDown } from '../store/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import { sweepUndone } from '../awards/index.js';
import type { Rule } from '../rules/index.js';
import { isAsBefore, seenOf } from './as-before.js';
import type { CourseCheck } from './check-store.js';
import type { Claimed } from './claims.js';
import { failureOf } from './failure-of.js';
import { inputFailuresOf, oddRowsOf, postponedInputs } from './input-failure.js';
import { gapsOf, momentsOf, saveCheck } from './save-check.js';
import type { CheckDeps } from './check-deps.js';
import type { CheckOutcome } from './check-outcome.js';
import { observeCheck } from './observe-check.js';
import { fulfilRest } from './fulfil-rest.js';
import { WATCHED_STATES, type Prepared } from './prepare-courses.js';
import { readGrades, readLearners } from './read-course.js';
import { revokeDue } from './revoke-due.js';
import type { Round } from './round.js';
import { checkRules } from './check-rules.js';

/** For reading, its roster included: what takes longer is a failure of the course, tried again later each time. */
const READING_MS = 240_000;
/** For all of a look; what is left then is done at the next one. */
const CHECK_MS = 360_000;
/** Whatever ends the program in the middle of a course is not tried over and over. */
const MOST_BEGUN = 3;

/** Nobody else can take a look at one learner over. */
const NEVER = new AbortController().signal;

const NOTHING = { granted: 0, changed: 0, digests: {} };

/** What a look goes by. */
interface LookAt extends Pick<Round, 'course' | 'userId' | 'now' | 'signal'> {
  readonly rules: readonly Rule[];
  readonly before: CourseCheck | null;
  /** When it began, as far as others are concerned: what is asked for from then on is another look's. */
  readonly begun: Date;
  readonly isDue?: boolean;
  readonly fallsDue?: ReadonlySet<string>;
}

type Found = Parameters<typeof saveCheck>[3] & { granted: number };

interface Looked {
  readonly found: Found;
  readonly rows: number;
  readonly isAbsent?: true;
  readonly isCut?: boolean;
}

/** What is due by the calendar alone is done although nothing has changed. */
async function takeBackDue(deps: CheckDeps, { rules, now, fallsDue }: LookAt): Promise<void> {
  for (const rule of rules)
    if (fallsDue === undefined || fallsDue.has(rule.id)) await revokeDue(deps, rule, now);
}

/** Reads, decides, awards, issues, notifies. */
async function look(deps: CheckDeps, at: LookAt): Promise<Looked> {
  try {
    return await readAndDecide(deps, at);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { found: { ...NOTHING, failure: failureOf(error, at.now) }, rows: 0 };
  }
}

async function readAndDecide(deps: CheckDeps, at: LookAt): Promise<Looked> {
  const { course, userId, now, signal, isDue, rules, before, begun } = at;
  const { readingMs = READING_MS } = deps;
  const readBy = performance.now() + readingMs;
  const known = before?.inputFailures ?? [];
  // Whoever asks for the course wants to know now.
  const postponed = postponedInputs(isDue === true ? known : [], rules, now);
  const { readings, userIds } = await withDeadline(readingMs, () =>
    readGrades(deps, course, rules, userId, postponed),
  );
  const rows = userIds.length;
  const more = { gaps: gapsOf(readings), oddRows: oddRowsOf(rules, readings) };
  const moments = momentsOf(rules, readings);
  if (isDue && before && (await isAsBefore(deps, rules, readings, now, before))) {
    await takeBackDue(deps, at);
    const { digests, seen } = before;
    const same = { ...NOTHING, digests, ...moments, ...more, isSame: true };
    return { found: omitUndefined({ ...same, seen }), rows };
  }
  const { learners, rosterAt } = await withDeadline(readBy - performance.now(), () =>
    readLearners(deps, course, userId, userIds),
  );
  if (userId !== undefined && learners !== null && !learners.has(userId))
    return { found: NOTHING, rows, isAbsent: true };
  const round: Round = omitUndefined({ course, now, learners, readings, signal, userId });
  const { isCut, ...found } = await checkRules(deps, rules, round, before?.digests ?? {});
  const inputFailures = inputFailuresOf(rules, readings, known, { pace: deps.pace, now });
  const seen =
    userId === undefined
      ? await seenOf(deps, rules, readings, { begun, now, rosterAt }, found.digests)
      : undefined;
  const all = omitUndefined({ ...found, ...moments, ...more, inputFailures, seen });
  return omitUndefined({ found: all, rows, isCut });
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

/** What a look begins with: under a claim on the course, or at one learner. */
type Begin = CheckOptions & { readonly signal: AbortSignal } & (
    | { readonly claimed: Claimed; readonly prepared?: Prepared | undefined }
    | { readonly claimed?: never; readonly prepared?: never }
  );

/**
 * How many looks at the whole course began and did not end, this one included. They are counted from the first on that did
 * not end: before that there is nothing to be told apart.
 */
async function countBegun(deps: CheckDeps, claimed: Claimed): Promise<number> {
  const { check, wasCut, isCounted, course } = claimed;
  const known = check.begun ?? 0;
  if (isCounted) return known;
  return wasCut || known > 0 ? ((await deps.checks.begin(course))?.begun ?? 1) : 1;
}

const NOBODY: CheckOutcome = { busy: false, granted: 0, changed: 0 };

/** Does what earlier looks left undone. @returns the rules that are active; null where the course has none of any kind */
async function takeUpRest(
  deps: CheckDeps,
  course: CourseKey,
  { userId, prepared }: Begin,
): Promise<readonly Rule[] | null> {
  const kept = prepared?.rules ?? (await deps.rules.list(course, WATCHED_STATES));
  // What an earlier look left undone keeps its course on the list: a launch into a course without rules does nothing.
  if (userId !== undefined && kept.length === 0) return null;
  for (const rule of kept) if (rule.state === 'draft') await sweepUndone(deps, rule);
  if (prepared?.mayBeUnfinished !== false) await fulfilRest(deps, course);
  return kept.filter((rule) => rule.state === 'active');
}

/** One round over a course. */
async function run(deps: CheckDeps, course: CourseKey, of: Begin): Promise<CheckOutcome> {
  const { userId, isDue, stirsUntil, claimed, prepared, signal } = of;
  const rules = await takeUpRest(deps, course, of);
  if (rules === null) return NOBODY;
  if (rules.length === 0) {
    await deps.checks.forget(course);
    if (claimed) deps.claims.forget(claimed);
    return NOBODY;
  }
  const now = deps.clock.now();
  const begin = () =>
    stirsUntil ? deps.checks.recordActivity(course, now, stirsUntil) : deps.checks.get(course);
  const before = claimed ? claimed.check : await begin();
  const note = async (found: Found): Promise<void> => {
    if (claimed) await saveCheck(deps, claimed, now, found);
    else if (found.failure ?? before?.unread)
      await deps.checks.recordLearnerFailure(course, found.failure);
  };
  if (claimed && (await countBegun(deps, claimed)) > MOST_BEGUN) {
    const failure = failureOf(endedEarly(), now);
    await note({ ...NOTHING, failure });
    return { busy: false, granted: 0, changed: 0, rows: 0, failure };
  }
  const fallsDue = prepared?.fallsDue;
  const asked = { course, userId, now, signal, isDue, rules, before, fallsDue };
  const at: LookAt = omitUndefined({ ...asked, begun: claimed?.at ?? now });
  const { found, rows, isAbsent, isCut } = await look(deps, at).catch(async (error: unknown) => {
    // What was read broke the program's own rules: the course waits like one that could not be read, and it is told.
    if (claimed && !isStoreDown(error) && !signal.aborted)
      await note({ ...NOTHING, failure: failureOf(error, now) });
    throw error;
  });
  await note(found);
  const { granted, changed, failure } = found;
  return omitUndefined({ busy: false, granted, changed, rows, failure, isAbsent, isCut });
}

const endedEarly = () =>
  new UpstreamFailed(
    'check_ended_early',
    'The program ended several times while it read this course.',
    { action: 'Laurel tries again by itself, later each time.' },
  );

/**
 * Checks a course that this process has claimed: every rule against fresh grades, for everybody. Its claim has ended where
 * the look was noted, and runs out by itself where it was not.
 */
export function checkClaimed(
  deps: CheckDeps,
  claimed: Claimed,
  of: { readonly isDue: boolean; readonly prepared?: Prepared | undefined },
): Promise<CheckOutcome> {
  const { course, signal } = claimed;
  return observeCheck(deps.events, course, 'course', () =>
    readingOnce(() =>
      withDeadline(deps.checkMs ?? CHECK_MS, () => run(deps, course, { ...of, claimed, signal })),
    ),
  );
}

/**
 * Checks a course now, for everybody or for one learner. Safe to run at any time, by any number of workers, and again after
 * a crash.
 */
export async function checkCourse(
  deps: CheckDeps,
  course: CourseKey,
  options: CheckOptions = {},
): Promise<CheckOutcome> {
  const { userId, isDue = false } = options;
  if (userId !== undefined) {
    const key = `check ${courseKeyText(course)} ${userId}`;
    const look = () => run(deps, course, { ...options, signal: NEVER });
    return observeCheck(deps.events, course, 'learner', () =>
      deps.alone(key, () => readingOnce(() => withDeadline(deps.checkMs ?? CHECK_MS, look))),
    );
  }
  const claimed = await deps.claims.hold(course);
  if (claimed === null) return { busy: true };
  try {
    return await checkClaimed(deps, claimed, { isDue });
  } finally {
    await deps.claims.flush();
    // Whoever asks again need not wait until the claim runs out.
    if (deps.claims.isHeld(claimed.id)) await deps.claims.release([claimed]).catch(() => undefined);
  }
}
