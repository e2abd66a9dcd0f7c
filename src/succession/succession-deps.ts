import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Clock } from '../base/index.js';
import type { Checks } from '../checks/index.js';
import type { Connections } from '../grades/index.js';
import type { Lti } from '../lti/index.js';
import type { People } from '../people/index.js';
import type { RuleStore } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';

export interface SuccessionDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly work: Pick<Work, 'lease'>;
  readonly lti: Pick<Lti, 'platforms' | 'deployments' | 'contexts'>;
  readonly people: Pick<People, 'listOfPlatform' | 'findMany'>;
  readonly achievements: Pick<Achievements, 'findVersions' | 'get'>;
  readonly rules: Pick<RuleStore, 'listOfPlatform' | 'save'>;
  readonly grades: { readonly connections: Pick<Connections, 'takeOver'> };
  readonly checks: Pick<Checks, 'resume'>;
}
