import type { Connection } from '../store/index.js';
import { createCourseCopyStore, type CourseCopyStore } from './course-copy-store.js';
import { createDraftStore, type DraftStore } from './draft-store.js';
import { createRuleStore, type RuleStore } from './rule-store.js';

/** What has to be passed, as courses keep it. */
export interface Rules {
  readonly store: RuleStore;
  readonly drafts: DraftStore;
  /** Which courses have had their rules copied from which. */
  readonly copies: CourseCopyStore;
}

export function createRules({ connection }: { readonly connection: Connection }): Rules {
  return {
    store: createRuleStore(connection),
    drafts: createDraftStore(connection),
    copies: createCourseCopyStore(connection),
  };
}
