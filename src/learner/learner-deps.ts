import type { Achievements } from '../achievements/index.js';
import type { OwnEvidence } from '../applications/index.js';
import type { AwardStore, DecisionStore, ReadValidity } from '../awards/index.js';
import type { Clock } from '../base/index.js';
import type { Checks, CheckStore } from '../checks/index.js';
import type { CorrectionStore } from '../course/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Grades } from '../grades/index.js';
import type { Limits } from '../limits/index.js';
import type { Lti } from '../lti/index.js';
import type { People } from '../people/index.js';
import type { RuleStore } from '../rules/index.js';
import type { Usage } from '../usage/index.js';
import type { Web } from '../web/index.js';

/** What the learner's pages work with; each page takes a `Pick` of what it uses. */
export interface LearnerDeps {
  readonly clock: Clock;
  readonly settings: { readonly publicUrl: string };
  readonly limits: Pick<Limits, 'spend'>;
  readonly web: Pick<Web, 'page' | 'proceed'>;
  readonly lti: Pick<Lti, 'currentLaunch'>;
  readonly people: Pick<People, 'findMany'>;
  readonly achievements: Pick<Achievements, 'findVersions' | 'getVersion' | 'toOpenBadge'>;
  readonly credentials: Pick<
    Credentials,
    | 'findProgrammes'
    | 'countFormer'
    | 'findByAward'
    | 'listByPerson'
    | 'records'
    | 'refresh'
    | 'share'
    | 'shareKit'
    | 'withdrawFormer'
  >;
  readonly usage: Pick<Usage, 'count' | 'countAnswer'>;
  readonly grades: Pick<Grades, 'roster'>;
  readonly rules: Pick<RuleStore, 'get' | 'list'>;
  readonly awards: Pick<AwardStore, 'findFor' | 'listByPerson' | 'setEvidence'>;
  /** What the learner handed in for a badge, to be shown with it. */
  readonly evidence: OwnEvidence;
  readonly decisions: Pick<DecisionStore, 'listForLearner'>;
  readonly checks: Pick<CheckStore, 'get'>;
  readonly validity: ReadValidity;
  readonly corrections: Pick<CorrectionStore, 'ask' | 'latest' | 'withdraw'>;
  /** Checks the course now, here for one learner. */
  readonly check: Checks['check'];
}
