import type { Achievements } from '../../achievements/index.js';
import { NotFound } from '../../base/index.js';
import type { Credentials } from '../../credentials/index.js';
import type { Lti } from '../../lti/index.js';
import type { Web } from '../../web/index.js';
import type { DesignDeps } from '../design/design-deps.js';
import type { JobStore, PathwayJob } from '../keep/job-store.js';
import type { DrawMap } from '../map/draw-map.js';
import type { Pathway, PathwayVersion } from '../model/pathway.js';
import type { WalkDeps } from '../walk/walk-deps.js';

/** What the pages of pathways work with; each takes a `Pick` of what it uses. */
export interface PageDeps extends DesignDeps, Omit<WalkDeps, 'achievements' | 'audit'> {
  readonly web: Pick<Web, 'page' | 'proceed' | 'shared'>;
  readonly settings: { readonly publicUrl: string };
  readonly lti: Pick<Lti, 'requireInstructor' | 'currentLaunch' | 'platforms' | 'deployments'>;
  readonly audit: WalkDeps['audit'];
  readonly achievements: DesignDeps['achievements'] &
    Pick<Achievements, 'listByTenant' | 'find' | 'findVersions' | 'listMany'>;
  readonly addresses: Credentials['addresses'];
  readonly jobs: JobStore;
  readonly drawMap: DrawMap;
  /** Drops what is kept of public pages that name pathways. */
  dropPages(): void;
  publish(pathway: Pathway, backfill: boolean, actor: string): Promise<PathwayVersion>;
  start(pathway: Pathway, kind: PathwayJob['kind']): Promise<PathwayJob>;
}

export const unknownPathway = (): NotFound =>
  new NotFound('pathway_unknown', 'There is no such pathway here.', {
    action: 'Go back to the list of pathways.',
  });
