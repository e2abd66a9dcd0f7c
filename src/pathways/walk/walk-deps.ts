import type { Achievements } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import type { Awards, AwardStore } from '../../awards/index.js';
import type { Clock } from '../../base/index.js';
import type { Credentials } from '../../credentials/index.js';
import type { ClaimStore } from '../keep/claim-store.js';
import type { DueStore } from '../keep/due-store.js';
import type { PathwayStore } from '../keep/pathway-store.js';
import type { WalkStore } from '../keep/walk-store.js';
import type { FactsDeps } from './facts.js';

/** What looking at people and giving milestones works with. */
export interface WalkDeps extends Pick<FactsDeps, 'people' | 'together' | 'broughtBy'> {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record' | 'recordAll'>;
  readonly awards: Pick<
    AwardStore,
    'listByPerson' | 'findFor' | 'findByIds' | 'insertNew' | 'giveAgain' | 'takeBack' | 'listByRule'
  >;
  readonly fulfil: Awards['fulfil'];
  readonly achievements: Pick<Achievements, 'get'>;
  readonly credentials: Pick<Credentials, 'findByAwards' | 'shareKit'>;
  readonly pathways: PathwayStore;
  readonly walks: WalkStore;
  readonly claims: ClaimStore;
  readonly dues: DueStore;
}

/** What an award's rule is called where a pathway gives it. */
const PREFIX = 'pathway-';
export const givingRule = (pathwayId: string): string => `${PREFIX}${pathwayId}`;

/** @returns whether an award's rule is a pathway, by the rule's id */
export const isOfPathway = (ruleId: string): boolean => ruleId.startsWith(PREFIX);
