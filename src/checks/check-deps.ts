import type { Clock, Events } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
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
import type { Claims } from './claims.js';
import type { PlatformPauses } from './platform-pauses.js';

export interface CheckDeps {
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  /** Keeps looks at one learner apart within this process; see {@link createAlone}. */
  readonly alone: Alone;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly checks: CheckStore;
  readonly claims: Pick<Claims, 'hold' | 'isHeld' | 'forget' | 'release' | 'noteQuiet' | 'flush'>;
  /** Is told how the platform answered. */
  readonly platforms: Pick<PlatformPauses, 'answered' | 'failed'>;
  readonly pace: CheckSchedule;
  readonly pull: PullGrades;
  /** As {@link ReadLearners}; `readAt` says when the roster was read, where it is kept. */
  readonly learners: (
    ...of: Parameters<ReadLearners>
  ) => Promise<(NonNullable<RosterLookup> & { readonly readAt?: Date }) | null>;
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
  /** How long all of a look may take, in milliseconds. Default: six minutes. */
  readonly checkMs?: number;
  /** Called with awards just made: rules elsewhere may ask for these badges. */
  awarded(awards: readonly Award[]): Promise<void>;
}
