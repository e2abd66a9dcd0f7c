import { createAwards, type AwardStore } from '../awards/index.js';
import { createChecks, type CheckStore } from '../checks/index.js';
import { createRules, type RuleStore } from '../rules/index.js';
import { startBuiltStore, type TestStore } from '../store/index.js';

/** The stores that this room writes to, in an empty store of the test's own. */
export interface CourseStores {
  readonly store: TestStore;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly checks: CheckStore;
}

/** @returns the stores, and how to close them */
export async function openCourseStores(): Promise<CourseStores> {
  const store = await startBuiltStore('course');
  const { connection } = store;
  const rules = createRules({ connection }).store;
  // Only the stores of these rooms are used: nothing calls a platform, issues a badge or writes mail.
  const unused = { connection, rules, grades: {}, settings: { pollMs: 1_000 } } as never;
  const awards = createAwards(unused);
  const checks = createChecks({ ...(unused as object), awards } as never);
  await store.buildIndexes();
  return { store, rules, awards: awards.store, checks: checks.store };
}
