import type { Achievements } from '../../achievements/index.js';
import type { Lti } from '../../lti/index.js';
import type { Web } from '../../web/index.js';
import type { GiveDeps } from '../give/give-deps.js';

/** What the pages of this room work with. */
export interface PageDeps extends GiveDeps {
  readonly web: Pick<Web, 'page' | 'proceed'>;
}

/** What the pages of a course work with beyond the others. */
export interface CoursePageDeps extends Omit<PageDeps, 'lti'> {
  readonly lti: Pick<Lti, 'requireInstructor' | 'platforms' | 'deployments'>;
  readonly achievements: PageDeps['achievements'] & Pick<Achievements, 'list' | 'getOwn'>;
}
