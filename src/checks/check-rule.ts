import { msToDeadline, omitUndefined } from '../base/index.js';
import { holdManyFalls, revokeDue } from './revoke-due.js';
import { digestRule } from './digest-rule.js';
import {
  BATCH,
  type BatchOutcome,
  type RuleReadings,
  awardBatch,
  keepWaiting,
  factsFor,
  populationOf,
  readingsOf,
} from '../awards/index.js';
import { type Rule, findAssessmentChange } from '../rules/index.js';
import type { CheckFailure } from './check-store.js';
import { readingFailure } from './input-failure.js';
import type { CheckDeps } from './check-deps.js';
import { createInBackground, type InBackground } from './in-background.js';
import type { Round, RuleOutcome } from './round.js';
import { stillHere, withoutRow, withoutLeavers } from './population.js';

function firstFailure(readings: RuleReadings, at: Date): CheckFailure | undefined {
  for (const reading of readings.byInput.values()) {
    const failure = readingFailure(reading, at);
    if (failure) return failure;
  }
  return undefined;
}

const isBlocked = (readings: RuleReadings): boolean =>
  [...readings.byInput.values()].some(
    (reading) => 'pull' in reading && reading.pull.notices.some((notice) => notice.blocks),
  );

const hasUnreadable = (readings: RuleReadings): boolean =>
  [...readings.byInput.values()].some(
    (reading) =>
      'pull' in reading && reading.pull.grades.some(({ state }) => state === 'unreadable'),
  );

export async function checkRule(
  deps: CheckDeps,
  rule: Rule,
  round: Round,
  last: string | undefined,
) {
  const readings = readingsOf(rule, round.readings, round.learners);
  const failure = firstFailure(readings, round.now);
  const none: RuleOutcome = omitUndefined({
    granted: 0,
    changed: 0,
    failure: failure ? failure : undefined,
  });
  const drift = findAssessmentChange(rule, readings.byInput);
  if (drift) {
    await deps.pause(rule, drift);
    return none;
  }
  if (isBlocked(readings)) return none;
  const isFull = round.userId === undefined && !failure;
  // A row that cannot be read is looked at again each time: what was due for it waits.
  const isKnown = isFull && !hasUnreadable(readings);
  const digest = isKnown ? await digestRule(deps, rule, readings, round.now) : undefined;
  if (digest !== undefined && digest === last) {
    await revokeDue(deps, rule, round.now);
    return { ...none, digest };
  }
  const everybody = await learnersToCheck(deps, rule, readings, round, isFull);
  const { complete, isHeld, isCut, ...outcome } = await checkLearners(
    deps,
    rule,
    readings,
    everybody,
    round,
  );
  // What was not looked at to its end takes nothing away: whether many fell is not known then.
  if (isFull && !isHeld && !isCut) await revokeDue(deps, rule, round.now);
  const cut = isCut || undefined;
  return omitUndefined({ ...none, ...outcome, digest: complete ? digest : undefined, isCut: cut });
}

/** Those with a row, holders without one, and whoever the rule's badges concern; or the one learner who is looked for. */
async function learnersToCheck(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  round: Round,
  isFull: boolean,
): Promise<readonly string[]> {
  const population =
    round.userId === undefined
      ? await populationOf(rule, readings, round.learners, deps.awards)
      : [round.userId];
  const missing = isFull ? await withoutRow(deps, rule, new Set(population), round.learners) : [];
  return withoutLeavers(deps, rule, readings, [...population, ...missing], round);
}

interface LearnersOutcome extends Pick<RuleOutcome, 'granted' | 'changed'> {
  /** Many grades fell at once: the rule stopped, and nobody was awarded anything. */
  readonly isHeld: boolean;
  /** False where the rule stopped or changed meanwhile, or time was over: the rest is looked at next time. */
  readonly complete: boolean;
  /** Time was over. */
  readonly isCut: boolean;
}

/**
 * Decides everybody, falls first: whether so many fell that the rule stops is known before anything is awarded in the same look. Whoever
 * has earned something new then comes a second time.
 */
async function checkLearners(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  population: readonly string[],
  round: Round,
): Promise<LearnersOutcome> {
  const first = await checkBatches(deps, rule, readings, population, round, true);
  const { fallen, changed, heldBack, isCut } = first;
  const isHeld = fallen + heldBack.length > 0 && (await holdManyFalls(deps, rule));
  if (isHeld) await keepHeldBack(deps, rule, readings, heldBack, round.now);
  if (isHeld || !first.complete) return { granted: 0, changed, isHeld, complete: false, isCut };
  const winners = await stillHere(deps, heldBack, round);
  const then = await checkBatches(deps, rule, readings, winners, round, false);
  const { granted } = then;
  // Whoever was left out just now is looked at again: what was read of them may be newer than what is kept of the roster.
  const complete = then.complete && winners.length === heldBack.length;
  if (then.complete && round.userId === undefined && !rule.backfill && !rule.baselineAt) {
    await deps.rules.note(rule.id, { baselineAt: round.now });
  }
  return { granted, changed: changed + then.changed, isHeld, complete, isCut: then.isCut };
}

/** Whoever has passed when the rule stops is told so, and not that there is no grade. */
async function keepHeldBack(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  heldBack: readonly string[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < heldBack.length; from += BATCH) {
    const facts = await factsFor(rule, heldBack.slice(from, from + BATCH), readings, deps.awards);
    await keepWaiting(deps, rule, facts, now);
  }
}

interface BatchesOutcome extends Pick<RuleOutcome, 'granted' | 'changed'> {
  readonly fallen: number;
  readonly heldBack: readonly string[];
  readonly complete: boolean;
  readonly isCut: boolean;
}

async function follow(
  deps: CheckDeps,
  { granted, areKept }: Pick<BatchOutcome, 'granted' | 'areKept'>,
): Promise<void> {
  await deps.fulfil(granted, { areDecided: areKept });
  await deps.awarded(granted);
}

/** Decides batch after batch; while what one earned is issued and told, the next is decided. */
async function checkBatches(
  ...[deps, rule, readings, population, round, holdBack]: BatchesArguments
): Promise<BatchesOutcome> {
  const following = createInBackground();
  try {
    return await decideBatches(following, deps, rule, readings, population, round, holdBack);
  } finally {
    await following.end();
  }
}

type BatchesArguments = [
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  population: readonly string[],
  round: Round,
  holdBack: boolean,
];

async function decideBatches(
  following: InBackground,
  ...[deps, rule, readings, population, round, holdBack]: BatchesArguments
): Promise<BatchesOutcome> {
  let granted = 0;
  let fallen = 0;
  let changed = 0;
  const heldBack: string[] = [];
  const so = (complete: boolean, isCut = false) => ({
    granted,
    changed,
    fallen,
    heldBack,
    complete,
    isCut,
  });
  for (let from = 0; from < population.length; from += BATCH) {
    round.signal.throwIfAborted();
    // What is left is done at the next check.
    if (msToDeadline() <= 0) return so(false, true);
    const current = await deps.rules.get(rule.tenant, rule.id);
    if (current?.state !== 'active' || current.revision !== rule.revision) return so(false);
    const facts = await factsFor(rule, population.slice(from, from + BATCH), readings, deps.awards);
    const outcome = await awardBatch(deps, rule, facts, round.now, { holdBack });
    changed += outcome.changed;
    granted += outcome.granted.length;
    fallen += outcome.fallen;
    heldBack.push(...outcome.heldBack);
    if (outcome.granted.length > 0) await following.begin(() => follow(deps, outcome));
  }
  return so(true);
}
