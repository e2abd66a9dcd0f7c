import type { Achievements } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import type { Clock } from '../../base/index.js';
import type { RuleStore } from '../../rules/index.js';
import type { Translate } from '../../web/index.js';
import type { PathwayStore } from '../keep/pathway-store.js';

/** What drawing and publishing pathways works with. */
export interface DesignDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly achievements: Pick<
    Achievements,
    'create' | 'newVersion' | 'findOwners' | 'listVersions' | 'get' | 'getVersion' | 'toOpenBadge'
  >;
  readonly rules: Pick<RuleStore, 'list' | 'listOfPlatform'>;
  readonly pathways: PathwayStore;
  /** @returns what words are said with in a language */
  wordsIn(language: string): Translate;
}
