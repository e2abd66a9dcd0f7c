import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRules, makeRule, type Rule, type RuleStore } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { pauseForAssessmentChange } from './pause-rule.js';

const change = { code: 'maximum_changed', title: 'Quiz 1', was: '20', now: '20.5' } as const;
let store: TestStore;
let rules: RuleStore;
beforeAll(async () => {
  store = await startTestStore();
  rules = createRules(store).store;
});
afterAll(() => store.close());

let audited: unknown[];
let rule: Rule;
beforeEach(async () => {
  audited = [];
  rule = makeRule();
  await rules.insert(rule);
});
const audit = {
  record: ({ action, details }: { action: string; details?: unknown }) =>
    Promise.resolve(void audited.push({ action, details })),
};
const now = () => rules.get(rule.tenant, rule.id);

describe('pauseForAssessmentChange', () => {
  it('stops the rule, keeps why, and says so once', async () => {
    await pauseForAssessmentChange({ rules, audit }, rule, change);
    await pauseForAssessmentChange({ rules, audit }, rule, change);
    expect(await now()).toMatchObject({ state: 'paused', pausedFor: change, revision: 2 });
    expect(audited).toEqual([{ action: 'rule.paused', details: { code: 'maximum_changed' } }]);
  });

  it('leaves a rule that somebody has changed since it was looked at', async () => {
    await rules.save({ ...rule, state: 'ended' });
    await pauseForAssessmentChange({ rules, audit }, rule, change);
    expect(await now()).toMatchObject({ state: 'ended' });
    expect(audited).toEqual([]);
  });

  it('does not hide an outage of the store', async () => {
    const away = { save: () => Promise.reject(new Error('the store is away')) };
    await expect(pauseForAssessmentChange({ rules: away, audit }, rule, change)).rejects.toThrow(
      'the store is away',
    );
  });
});
