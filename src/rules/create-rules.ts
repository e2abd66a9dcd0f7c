import type { Connection } from '../store/index.js';
import { createCourseCopyStore, type CourseCopyStore } from './course-copy-store.js';
import { createDraftStore, type DraftStore } from './draft-store.js';
import { createRuleStore, type RuleStore } from './rule-store.js';

/** The stores of what has to be passed: rules, drafts, and which courses were copied. */
export interface Rules {
  readonly store: RuleStore;
  readonly drafts: DraftStore;
  /** Records which courses have had their rules copied from which. */
  readonly copies: CourseCopyStore;
}

/** @returns the stores of rules, drafts and course copies on one connection */
export function createRules({ connection }: { readonly connection: Connection }): Rules {
  return {
    store: createRuleStore(connection),
    drafts: createDraftStore(connection),
    copies: createCourseCopyStore(connection),
  };
}
