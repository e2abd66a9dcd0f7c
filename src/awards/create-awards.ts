import type { Clock } from '../base/index.js';
import type { Grades } from '../grades/index.js';
import type { Rule, RuleStore } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createAwardStore, type AwardStore } from './award-store.js';
import type { Award } from './award.js';
import { correctAward, type CorrectionOrder } from './correct-award.js';
import { createFulfil, type FulfilDeps } from './create-fulfil.js';
import { createDecisionStore, type DecisionStore } from './decision-store.js';
import { fulfilAwards, type FulfilNote } from './fulfil-awards.js';
import { finishRetractions } from './finish-retractions.js';
import { createReadValidity } from './read-validity.js';
import { remindOfEnds } from './remind-of-ends.js';
import { simulate, type Simulation } from './simulate.js';
import type { ReadValidity } from './validity.js';

export interface AwardsDeps extends Omit<FulfilDeps, 'grades'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly grades: Pick<Grades, 'pull' | 'roster'>;
  readonly rules: Pick<RuleStore, 'get'>;
}

/** Who has earned what, and what follows from it. */
export interface Awards {
  readonly store: AwardStore;
  readonly decisions: DecisionStore;
  /** How long the badges of an achievement's version are valid. */
  readonly validity: ReadValidity;
  /** Issues and tells, or takes back, what these awards still ask for; may be repeated. */
  fulfil(awards: readonly Award[], note?: FulfilNote): Promise<void>;
  /** Issues a learner's badge anew, as it would be said today; see {@link correctAward}. */
  correct(rule: Rule, userId: string, order: CorrectionOrder): Promise<boolean>;
  /** Who would earn what a rule gives, from grades read now; see {@link simulate}. */
  simulate(rule: Rule, everybody: readonly string[]): Promise<Simulation>;
  /** Writes to learners whose badge can be renewed from now on, once each. To be run now and then. */
  remindOfEnds(): Promise<void>;
  /** Revokes for good what was revoked by hand and can no longer be undone. To be run often. */
  finishRetractions(): Promise<void>;
  /** Lists the room's work: the reminders, and revocations that become final. */
  listJobs(work: Pick<Work, 'recurring'>): void;
}

const HOUR = 3_600_000;
const RETRACTIONS_MS = 20_000;

export function createAwards(deps: AwardsDeps): Awards {
  const { connection, clock, grades, rules } = deps;
  const store = createAwardStore(connection);
  const steps = createFulfil(deps, store);
  const validity = createReadValidity(deps.achievements);
  const simulateDeps = { clock, awards: store, pull: grades.pull, learners: grades.roster };
  const remind = () =>
    remindOfEnds({ clock, awards: store, rules, validity, remind: steps.remind });
  const fulfil: Awards['fulfil'] = (list, note) => fulfilAwards(steps, list, note);
  const correctDeps = { ...deps, ...steps, awards: store };
  const finish = () => finishRetractions({ clock, awards: store, fulfil });
  return {
    store,
    decisions: createDecisionStore(connection),
    validity,
    fulfil,
    correct: (rule, userId, order) => correctAward(correctDeps, rule, userId, order),
    simulate: (rule, everybody) => simulate(simulateDeps, rule, everybody),
    remindOfEnds: remind,
    finishRetractions: finish,
    listJobs(work) {
      work.recurring('awards.reminders', HOUR, remind);
      work.recurring('awards.retractions', RETRACTIONS_MS, finish);
    },
  };
}
