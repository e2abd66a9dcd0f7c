import type { Clock, Events } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Work } from '../work/index.js';
import type {
  Award,
  AwardStore,
  DecisionStore,
  FulfilNote,
  PullGrades,
  ReadLearners,
  ReadValidity,
} from '../awards/index.js';
import type { AssessmentChange, RosterLookup, Rule, RuleStore } from '../rules/index.js';
import type { Alone } from './alone.js';
import type { CheckStore } from './check-store.js';
import type { CheckSchedule } from './check-schedule.js';
import type { PlatformPauses } from './platform-pauses.js';

export interface CheckDeps {
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  readonly work: Pick<Work, 'lease'>;
  /** Keeps looks at one learner apart within this process; see {@link createAlone}. */
  readonly alone: Alone;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly checks: CheckStore;
  /** Is told how the platform answered. */
  readonly platforms: Pick<PlatformPauses, 'answered' | 'failed'>;
  readonly pace: CheckSchedule;
  readonly pull: PullGrades;
  readonly learners: ReadLearners;
  /** The roster to look one learner up in: read lately enough to know who has just come or left. */
  learnersFor(course: CourseKey, userId: string): Promise<RosterLookup>;
  /** Those of some people who are suspended now: asked for right before they would be awarded something. */
  suspendedNow(course: CourseKey, userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Issues and notifies, or revokes, what is on the list of things to do; each step may be repeated. */
  fulfil(awards: readonly Award[], note?: FulfilNote): Promise<void>;
  /** Stops a rule whose assessment changed, and tells the instructor. */
  pause(rule: Rule, drift: AssessmentChange): Promise<void>;
  readonly validity: ReadValidity;
  /** How long reading a course may take, in milliseconds. Default: four minutes. */
  readonly readingMs?: number;
  /** Called with awards just made: rules elsewhere may ask for these badges. */
  awarded(awards: readonly Award[]): Promise<void>;
}
