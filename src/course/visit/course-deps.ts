import type { Achievements } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import type { Awards, AwardStore, DecisionStore, ReadValidity } from '../../awards/index.js';
import type { Clock } from '../../base/index.js';
import type { Checks, CheckStore } from '../../checks/index.js';
import type { Credentials } from '../../credentials/index.js';
import type { Grades, Mirrors, RestrictionStore } from '../../grades/index.js';
import type { Lti } from '../../lti/index.js';
import type { Mail } from '../../mail/index.js';
import type { People } from '../../people/index.js';
import type { CourseCopyStore, DraftStore, Rule, RuleStore } from '../../rules/index.js';
import type { Skills } from '../../skills/index.js';
import type { Usage } from '../../usage/index.js';
import type { Web } from '../../web/index.js';
import type { Work } from '../../work/index.js';

/** A rule, as far as it says which badges it asks for. */
export type BadgeAsker = Pick<Rule, 'id' | 'achievementId' | 'inputs'>;

/** What the pages of a course work with; each page takes a `Pick` of what it uses. */
export interface CourseDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record' | 'list'>;
  readonly work: Pick<Work, 'lease'>;
  readonly web: Pick<Web, 'page' | 'proceed' | 'renderText' | 'chooseLocale'>;
  readonly lti: Pick<Lti, 'requireInstructor' | 'contexts' | 'platforms' | 'deployments' | 'ags'>;
  readonly people: Pick<People, 'findMany' | 'namesOf'>;
  readonly mail: Pick<Mail, 'enqueue'>;
  readonly achievements: Achievements;
  readonly skills: Pick<Skills, 'frameworksFor' | 'search' | 'taxonomy'>;
  readonly usage: Pick<Usage, 'ofBadges'>;
  readonly grades: Pick<Grades, 'listAssessments' | 'pull' | 'roster' | 'createColumn'>;
  readonly mirrors: Mirrors;
  readonly restrictions: Pick<RestrictionStore, 'get' | 'confirm'>;
  readonly credentials: Pick<Credentials, 'issuers'>;
  readonly rules: RuleStore;
  readonly drafts: DraftStore;
  readonly copies: CourseCopyStore;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly checks: CheckStore;
  readonly validity: ReadValidity;
  readonly simulate: Awards['simulate'];
  readonly fulfil: Awards['fulfil'];
  readonly correct: Awards['correct'];
  /** @returns what the badges rest on that a rule asks for, through rules and pathways; absent: rules of the platform alone */
  readonly restingOn?:
    | ((rule: BadgeAsker) => Promise<readonly Pick<Rule, 'achievementId' | 'inputs'>[]>)
    | undefined;
  /** Queues a check of the course. */
  readonly queue: Checks['queue'];
}
