import { createAwards, type AwardStore } from '../awards/index.js';
import { createChecks, type CheckStore } from '../checks/index.js';
import { createRules, type RuleStore } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';

/** The stores that what an instructor does is written to, on an empty store of a test's own. */
export interface CourseStores {
  readonly store: TestStore;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly checks: CheckStore;
}

export async function openCourseStores(): Promise<CourseStores> {
  const store = await startTestStore();
  const { connection } = store;
  const rules = createRules({ connection }).store;
  // Of these rooms the stores alone are used: nothing reads a platform, issues or writes mail.
  const unused = { connection, rules, grades: {}, settings: { pollMs: 1_000 } } as never;
  const awards = createAwards(unused);
  const checks = createChecks({ ...(unused as object), awards } as never);
  await store.buildIndexes();
  return { store, rules, awards: awards.store, checks: checks.store };
}
