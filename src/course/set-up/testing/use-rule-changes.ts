import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Audit } from '../../../audit/index.js';
import type { AwardStore } from '../../../awards/index.js';
import { createTestClock, type TestClock } from '../../../base/index.js';
import type { CheckStore } from '../../../checks/index.js';
import { makeRule, type Rule, type RuleStore } from '../../../rules/index.js';
import type { TestStore } from '../../../store/index.js';
import { openCourseStores } from '../../testing.js';
import type { ChangeRuleDeps } from '../change-rule.js';

type Entry = Parameters<Audit['record']>[0];

let store: TestStore;
let rules: RuleStore;
let checks: CheckStore;

export let awards: AwardStore;

export let clock: TestClock;

/** What was written into the audit log in this test. */
export let audited: Entry[];

export const actions = () => audited.map(({ action }) => action);

export let deps: ChangeRuleDeps;

/** What a rule is changed with: real stores, and an audit log that is read here. */
export function useRuleChanges(): void {
  beforeAll(async () => {
    ({ store, rules, awards, checks } = await openCourseStores());
  });
  afterAll(() => store.close());
  beforeEach(() => {
    clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
    audited = [];
    const audit = {
      list: () => Promise.resolve([]),
      record: (entry: Entry) => Promise.resolve(void audited.push(entry)),
    };
    deps = { clock, audit, rules, awards, checks };
  });
}

/** A rule that is stored. */
export async function keep(change: Partial<Rule> = {}): Promise<Rule> {
  const rule = makeRule(change);
  await rules.insert(rule);
  return rule;
}

/** A rule as it is stored now. */
export async function now({ tenant, id }: Rule): Promise<Rule> {
  const rule = await rules.get(tenant, id);
  if (!rule) throw new Error('it is gone');
  return rule;
}

/** When the course of a rule is looked at next. */
export const nextLook = async (rule: Rule) => (await checks.get(rule.tenant))?.nextAt;
