import { createHash } from 'node:crypto';
import { isAnswer, type Clock } from '../base/index.js';
import { compareDecimals, parseDecimal, subtractDecimals, type Obstacle } from '../grades/index.js';
import type { RosterLookup, Reading, Rule } from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import { decide } from './decide.js';
import {
  factsFor,
  populationOf,
  readAll,
  readingsOf,
  type PullGrades,
  type ReadLearners,
} from './gather-evidence.js';
import type { Decision, InputTrace } from './decision.js';

/** One learner as the rule would judge them now. */
export interface Simulated {
  readonly userId: string;
  readonly decision: Decision;
}

/** What a rule would do with the grades as they are now. */
export interface Simulation {
  readonly at: Date;
  readonly earned: readonly Simulated[];
  /** The marks are met; a release, a date or a confirmation is missing. */
  readonly waiting: readonly Simulated[];
  /** The marks are missed by five percentage points at most. */
  readonly near: readonly Simulated[];
  readonly notYet: readonly Simulated[];
  readonly withoutGrade: readonly string[];
  /** Why an input could not be read; then the counts say nothing. */
  readonly problems: readonly Obstacle[];
  /** Doubts that hold nothing up, such as people who could not be matched. */
  readonly notes: readonly Obstacle[];
  /** Names who would earn it: another one means that grades changed. */
  readonly digest: string;
}

const NEAR_PERCENT = 5n;

function isNear(trace: InputTrace): boolean {
  const score = trace.score === undefined ? null : parseDecimal(trace.score);
  const maximum = trace.maximum === undefined ? null : parseDecimal(trace.maximum);
  const needed = trace.neededPoints === undefined ? null : parseDecimal(trace.neededPoints);
  if (!score || !maximum || !needed || maximum.units <= 0n) return false;
  const missing = subtractDecimals(needed, score);
  const share = { units: missing.units * 100n, scale: missing.scale };
  const limit = { units: maximum.units * NEAR_PERCENT, scale: maximum.scale };
  return compareDecimals(share, limit) <= 0;
}

/** Whether a rule that is not met would be if the inputs that are near were. */
function isNearly(decision: Decision): boolean {
  const counted = decision.inputs.filter((trace) => trace.wouldMeet || isNear(trace)).length;
  return counted >= decision.needed;
}

const hasNothing = (decision: Decision): boolean =>
  decision.inputs.every((trace) => ['no-grade', 'pending', 'excused'].includes(trace.outcome));

const UNREAD: Obstacle = { code: 'unread', reason: 'It could not be read.', remedy: '' };

const toldOf = (error: unknown): Obstacle =>
  isAnswer(error)
    ? { code: error.code, reason: error.message, remedy: error.action ?? '' }
    : UNREAD;

function problemsOf(byInput: ReadonlyMap<string, Reading>): Obstacle[] {
  return [...byInput.values()].flatMap((reading) =>
    'pull' in reading
      ? reading.pull.notices.filter((each) => each.blocks)
      : [toldOf(reading.error)],
  );
}

const notesOf = (byInput: ReadonlyMap<string, Reading>): Obstacle[] =>
  [...byInput.values()].flatMap((reading) =>
    'pull' in reading ? reading.pull.notices.filter((each) => !each.blocks) : [],
  );

/** Sorts everybody by what the rule would decide; changes nothing. */
async function sort(
  rule: Rule,
  readings: ReadonlyMap<string, Reading>,
  learners: RosterLookup,
  awards: AwardStore,
  now: Date,
  everybody: readonly string[],
): Promise<Simulation> {
  const own = readingsOf(rule, readings, learners);
  const population = await populationOf(rule, own, learners, awards);
  const facts = await factsFor(rule, population, own, awards);
  const judged = population.map((userId): Simulated => {
    const fact = facts.get(userId) ?? { grades: {}, badges: new Set<string>() };
    return { userId, decision: decide(rule, fact, now) };
  });
  const by = (verdict: Decision['verdict']) =>
    judged.filter((each) => each.decision.verdict === verdict);
  const notYet = by('not-yet');
  const graded = notYet.filter((each) => !hasNothing(each.decision));
  const seen = new Set(population);
  const earned = by('earned');
  return {
    at: now,
    earned,
    waiting: by('waiting'),
    near: graded.filter((each) => isNearly(each.decision)),
    notYet: graded.filter((each) => !isNearly(each.decision)),
    withoutGrade: [
      ...notYet.filter((each) => hasNothing(each.decision)).map((each) => each.userId),
      ...everybody.filter((userId) => !seen.has(userId)),
    ],
    problems: problemsOf(own.byInput),
    notes: notesOf(own.byInput),
    digest: createHash('sha256')
      .update(
        JSON.stringify([earned, by('waiting')].map((list) => list.map((each) => each.userId))),
      )
      .digest('base64url')
      .slice(0, 22),
  };
}

export interface SimulateDeps {
  readonly clock: Clock;
  readonly awards: AwardStore;
  readonly pull: PullGrades;
  readonly learners: ReadLearners;
}

/**
 * Who would earn what a rule gives, from grades read now.
 * @param everybody the learners of the course, as far as they are known
 */
export async function simulate(
  deps: SimulateDeps,
  rule: Rule,
  everybody: readonly string[],
): Promise<Simulation> {
  const readings = await readAll([rule], (input) => deps.pull(rule.tenant, input, {}));
  const rows = [...readings.values()].flatMap((reading) =>
    'pull' in reading ? reading.pull.grades.map((grade) => grade.userId) : [],
  );
  const learners = await deps.learners(rule.tenant, rows);
  return sort(rule, readings, learners, deps.awards, deps.clock.now(), everybody);
}
