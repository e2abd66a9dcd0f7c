import type { Achievements } from '../achievements/index.js';
import type { Settings } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { RuleStore } from '../rules/index.js';
import type { Skills } from '../skills/index.js';
import type { Web } from '../web/index.js';
import type { ListGivenDeps } from './list-given.js';

/** What catalogues work with. */
export interface CatalogueDeps extends Pick<ListGivenDeps, 'clock' | 'lti'> {
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'page'>;
  readonly rules: { readonly store: Pick<RuleStore, 'listGiven'> };
  readonly achievements: Pick<Achievements, 'findVersions' | 'toOpenBadge'>;
  readonly skills: { readonly taxonomy: Pick<Skills['taxonomy'], 'findMany'> };
  readonly credentials: Pick<Credentials, 'issuers' | 'findSchool'>;
}
