import type { Web } from '../../web/index.js';
import type { GiveDeps } from '../give/give-deps.js';

/** What the pages of this room work with. */
export interface PageDeps extends GiveDeps {
  readonly web: Pick<Web, 'page' | 'proceed'>;
}
