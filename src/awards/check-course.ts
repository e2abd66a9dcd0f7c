import { createHash } from 'node:crypto';
import { isAnswer, type Clock, type Logger } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import type { CourseKey, Pull } from '../grades/index.js';
import type { Work } from '../work/index.js';
import { awardBatch, BATCH } from './award-batch.js';
import type { AwardStore } from './award-store.js';
import type { Award } from './award.js';
import { courseKeyText, type CheckFailure, type CheckStore } from './check-store.js';
import { sweepUndone } from './change-rule.js';
import { openGates } from './decide.js';
import type { DecisionStore } from './decision-store.js';
import { driftOf, type Drift } from './drift.js';
import {
  badgeInputs,
  factsFor,
  populationOf,
  readAll,
  readingsOf,
  type Learners,
  type Reading,
  type RuleReadings,
} from './gather-facts.js';
import type { Pace } from './pace.js';
import type { PlatformPauses } from './platform-pauses.js';
import type { Validity } from './renewal.js';
import type { RuleStore } from './rule-store.js';
import { failureOf, momentsOf, saveCheck } from './save-check.js';
import { throwIfSilent, tellPlatform } from './tell-platform.js';
import { inOrder, type AssessmentInput, type Rule } from './rule.js';

export interface CheckDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly work: Pick<Work, 'lease'>;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly checks: CheckStore;
  /** Told how the platform answered. */
  readonly platforms: Pick<PlatformPauses, 'answered' | 'failed'>;
  readonly pace: Pace;
  /** Reads one assessment of a course; throws when it could not be read whole. */
  pull(
    course: CourseKey,
    assessment: Pick<AssessmentInput, 'source' | 'assessmentId'>,
    options: { readonly userId?: string },
  ): Promise<Pull>;
  /**
   * The course's learners, as they were read at `notBefore` or later where it is given; null where the platform tells no
   * roster. Throws when it could not be read.
   */
  learners(course: CourseKey, wanted: readonly string[], notBefore?: Date): Promise<Learners>;
  /** The same to look one learner up in: new enough to know who has just come or left. */
  learnersFor(course: CourseKey, userId: string): Promise<Learners>;
  /** Issues and notifies, or revokes, what is on the list of things to do; each step may be repeated. */
  settle(awards: readonly Award[]): Promise<void>;
  /** Stops a rule whose assessment changed, and tells the instructor. */
  pause(rule: Rule, drift: Drift): Promise<void>;
  /** How long the badges of an achievement's version are valid; null: for ever. */
  validity(version: Pick<Award, 'achievementId' | 'achievementVersion'>): Promise<Validity | null>;
  /** Called with awards just made: rules elsewhere may ask for these badges. */
  awarded(awards: readonly Award[]): Promise<void>;
}

/** What a check of a course found. `busy`: another worker is at it. */
export type CheckOutcome =
  | { readonly busy: true }
  | {
      readonly busy: false;
      readonly granted: number;
      readonly changed: number;
      readonly failure?: CheckFailure;
      /** The one learner who was looked for is not among the course's learners: nothing was decided. */
      readonly isAbsent?: boolean;
    };

interface Round {
  readonly course: CourseKey;
  readonly userId?: string;
  readonly now: Date;
  readonly learners: Learners;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly signal: AbortSignal;
}

interface RuleOutcome {
  readonly granted: number;
  readonly changed: number;
  readonly digest?: string;
  readonly failure?: CheckFailure;
}

/** Renewed while the check goes on, so it is as short as a dead worker may hold the course up. */
const LEASE_MS = 15_000;
const UNFINISHED = 500;

function firstFailure(readings: RuleReadings, at: Date): CheckFailure | undefined {
  for (const reading of readings.byInput.values()) {
    if (!('pull' in reading)) return failureOf(reading.error, at);
    const notice = reading.pull.notices.find((each) => each.blocks);
    if (notice) {
      const { code, reason: message, values } = notice;
      return { at, code, message, ...(values ? { values } : {}) };
    }
  }
  return undefined;
}

const isBlocked = (readings: RuleReadings): boolean =>
  [...readings.byInput.values()].some(
    (reading) => 'pull' in reading && reading.pull.notices.some((notice) => notice.blocks),
  );

/** Takes up what an earlier run left undone. */
async function settleRest(deps: CheckDeps, course: CourseKey): Promise<void> {
  for (;;) {
    const rest = await deps.awards.listUnfinished(UNFINISHED, course);
    if (rest.length === 0) return;
    await deps.settle(rest);
    if (rest.length < UNFINISHED) return;
  }
}

async function digestOf(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  round: Round,
): Promise<string> {
  const wanted = badgeInputs(rule);
  const holders = wanted.length > 0 ? await deps.awards.holdersMark(wanted) : '';
  const gates = openGates(rule, round.now).map((gate) => gate.kind);
  const renews = (await deps.validity(rule))?.isRenewedByPassingAgain === true;
  // Daily at least: a window opens by the calendar, and where no grade is dated the instructor is asked then.
  const today = round.now.toISOString().slice(0, 10);
  const times = renews ? [readings.timesDigest(), today] : [];
  return createHash('sha256')
    .update(JSON.stringify([rule.revision, gates, readings.digest, holders, ...times]))
    .digest('base64url');
}

/** Awards of the rule whose learners have no row any more (Canvas drops an emptied grade): looked at like the others. */
async function withoutRow(
  deps: CheckDeps,
  rule: Rule,
  seen: ReadonlySet<string>,
  learners: Learners,
): Promise<string[]> {
  if (!learners || rule.afterFall.policy === 'keep') return [];
  const missing: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await deps.awards.listByRule(rule.id, after ? { after } : {});
    for (const award of page) {
      const here = award.state === 'active' && learners.has(award.userId);
      if (here && !seen.has(award.userId)) missing.push(award.userId);
    }
    after = page.at(-1)?.id;
    if (page.length < 1_000) return missing;
  }
}

/**
 * Without those who have no row because they left: platforms drop their rows at once, while a roster may be minutes old.
 * Nobody loses a badge for leaving.
 */
async function withoutLeavers(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  population: readonly string[],
  { course, userId, learners, now }: Round,
): Promise<readonly string[]> {
  const rows = new Set(readings.userIds);
  const isSafe = userId !== undefined || !learners || rule.afterFall.policy === 'keep';
  if (isSafe || population.every((each) => rows.has(each))) return population;
  const fresh = await deps.learners(course, [], now);
  return population.filter((each) => rows.has(each) || fresh?.has(each) === true);
}

async function revokeDue(deps: CheckDeps, rule: Rule, now: Date): Promise<void> {
  const due = await deps.awards.listFallsDue(rule.id, now);
  if (due.length === 0) return;
  await deps.awards.takeBack(due, {
    state: 'revoked',
    revokedFor: 'fall',
    reason: REASONS.belowMark,
  });
  await settleRest(deps, rule.tenant);
}

async function checkRule(deps: CheckDeps, rule: Rule, round: Round, last: string | undefined) {
  const readings = readingsOf(rule, round.readings, round.learners);
  const failure = firstFailure(readings, round.now);
  const none: RuleOutcome = { granted: 0, changed: 0, ...(failure ? { failure } : {}) };
  const drift = driftOf(rule, readings.byInput);
  if (drift) {
    await deps.pause(rule, drift);
    return none;
  }
  if (isBlocked(readings)) return none;
  const full = round.userId === undefined;
  const digest = full && !failure ? await digestOf(deps, rule, readings, round) : undefined;
  if (digest === undefined || digest !== last) {
    const population =
      round.userId === undefined
        ? await populationOf(rule, readings, round.learners, deps.awards)
        : [round.userId];
    const missing =
      full && !failure ? await withoutRow(deps, rule, new Set(population), round.learners) : [];
    const looked = [...population, ...missing];
    const everybody = await withoutLeavers(deps, rule, readings, looked, round);
    const { complete, ...outcome } = await checkLearners(deps, rule, readings, everybody, round);
    if (full && !failure) await revokeDue(deps, rule, round.now);
    return { ...none, ...outcome, ...(complete && digest !== undefined ? { digest } : {}) };
  }
  await revokeDue(deps, rule, round.now);
  return { ...none, digest };
}

async function checkLearners(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  population: readonly string[],
  round: Round,
): Promise<Pick<RuleOutcome, 'granted' | 'changed'> & { readonly complete: boolean }> {
  let granted = 0;
  let changed = 0;
  for (let from = 0; from < population.length; from += BATCH) {
    round.signal.throwIfAborted();
    const current = await deps.rules.get(rule.tenant, rule.id);
    if (current?.state !== 'active' || current.revision !== rule.revision) {
      return { granted, changed, complete: false };
    }
    const facts = await factsFor(rule, population.slice(from, from + BATCH), readings, deps.awards);
    const outcome = await awardBatch(deps, rule, facts, round.now);
    changed += outcome.changed;
    granted += outcome.granted.length;
    if (outcome.granted.length > 0) {
      await deps.settle(outcome.granted);
      await deps.awarded(outcome.granted);
    }
  }
  if (round.userId === undefined && !rule.backfill && !rule.baselineAt) {
    await deps.rules.note(rule.id, { baselineAt: round.now });
  }
  return { granted, changed, complete: true };
}

async function checkRules(
  deps: CheckDeps,
  rules: readonly Rule[],
  round: Round,
  last: Readonly<Record<string, string>>,
) {
  const digests: Record<string, string> = {};
  let granted = 0;
  let changed = 0;
  let failure: CheckFailure | undefined;
  for (const rule of inOrder(rules)) {
    const outcome: RuleOutcome = await checkRule(deps, rule, round, last[rule.id]);
    granted += outcome.granted;
    changed += outcome.changed;
    failure ??= outcome.failure;
    if (outcome.digest !== undefined) digests[rule.id] = outcome.digest;
  }
  return { granted, changed, digests, ...(failure ? { failure } : {}) };
}

const NOTHING = { granted: 0, changed: 0, digests: {} };
const ABSENT = { ...NOTHING, isAbsent: true };

const rowsIn = (readings: ReadonlyMap<string, Reading>): string[] =>
  [...readings.values()].flatMap((reading) =>
    'pull' in reading ? reading.pull.grades.map((grade) => grade.userId) : [],
  );

/** One round over a course: read, decide, award, issue, notify. */
async function run(
  deps: CheckDeps,
  course: CourseKey,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const kept = await deps.rules.list(course, ['active', 'draft']);
  for (const rule of kept) if (rule.state === 'draft') await sweepUndone(deps, rule);
  await settleRest(deps, course);
  const rules = kept.filter((rule) => rule.state === 'active');
  if (rules.length === 0) {
    await deps.checks.forget(course);
    return { busy: false, granted: 0, changed: 0 };
  }
  const before = await deps.checks.get(course);
  const now = deps.clock.now();
  const options = userId === undefined ? {} : { userId };
  const outcome = await readAll(rules, (input) => deps.pull(course, input, options))
    .then(async (readings) => {
      await tellPlatform(deps.platforms, course, readings);
      throwIfSilent(readings);
      const learners =
        userId === undefined
          ? await deps.learners(course, rowsIn(readings))
          : await deps.learnersFor(course, userId);
      if (userId !== undefined && learners && !learners.has(userId)) return ABSENT;
      const round: Round = { course, now, learners, readings, signal, ...options };
      const found = await checkRules(deps, rules, round, before?.digests ?? {});
      return { ...found, ...momentsOf(rules, readings) };
    })
    .catch((error: unknown) => {
      if (!isAnswer(error)) throw error;
      return { ...NOTHING, failure: failureOf(error, now) };
    });
  if (userId === undefined) await saveCheck(deps, course, before, now, outcome);
  const { granted, changed, failure, isAbsent } = {
    ...{ failure: undefined, isAbsent: false },
    ...outcome,
  };
  return {
    ...{ busy: false, granted, changed },
    ...(failure ? { failure } : {}),
    ...(isAbsent ? { isAbsent } : {}),
  };
}

/**
 * Checks a course: every rule against fresh grades, for everybody or for one learner. Safe to run at any time, by any
 * number of workers, and again after a crash.
 */
export async function checkCourse(
  deps: CheckDeps,
  course: CourseKey,
  options: { readonly userId?: string } = {},
): Promise<CheckOutcome> {
  const key = `check ${courseKeyText(course)}${options.userId === undefined ? '' : ` ${options.userId}`}`;
  const leased = await deps.work.lease(key, LEASE_MS, ({ signal }) =>
    run(deps, course, options.userId, signal),
  );
  return leased.taken ? leased.value : { busy: true };
}
