import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Award, AwardStore } from '../../awards/index.js';
import { createTestClock, type TestClock } from '../../base/index.js';
import type { CheckStore } from '../../checks/index.js';
import { makeInput, makeRule, type Rule, type RuleStore } from '../../rules/index.js';
import type { TestStore } from '../../store/index.js';
import { openCourseStores } from '../testing.js';
import {
  changeRule,
  replacePlan,
  undoActivation,
  type ChangeRuleDeps,
  type RuleChange,
} from './change-rule.js';

let store: TestStore;
let rules: RuleStore;
let awards: AwardStore;
let checks: CheckStore;
beforeAll(async () => {
  ({ store, rules, awards, checks } = await openCourseStores());
});
afterAll(() => store.close());

let clock: TestClock;
let audited: string[];
let deps: ChangeRuleDeps;
beforeEach(() => {
  clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  audited = [];
  const audit = {
    record: ({ action }: { action: string }) => Promise.resolve(void audited.push(action)),
  };
  deps = { clock, audit, rules, awards, checks };
});

async function keep(change: Partial<Rule> = {}): Promise<Rule> {
  const rule = makeRule(change);
  await rules.insert(rule);
  return rule;
}
const now = async ({ tenant, id }: Rule) => {
  const rule = await rules.get(tenant, id);
  if (!rule) throw new Error('it is gone');
  return rule;
};
const change = (rule: Rule, what: RuleChange, tenant = rule.tenant) =>
  changeRule(deps, tenant, rule.id, what, 'person:t');
const nextLook = async (rule: Rule) => (await checks.get(rule.tenant))?.nextAt;

describe('changeRule', () => {
  it('pauses and goes on; each is audited, and the course is looked at', async () => {
    const rule = await keep();
    expect(await change(rule, 'pause')).toBe(true);
    expect(await now(rule)).toMatchObject({ state: 'paused', revision: 2 });
    expect(await nextLook(rule)).toEqual(clock.now());
    expect(await change(rule, 'resume')).toBe(true);
    expect(await now(rule)).toMatchObject({ state: 'active', revision: 3 });
    expect(audited).toEqual(['rule.paused', 'rule.resumed']);
  });

  it.each([
    ['pause', { state: 'paused' }],
    ['pause', { state: 'ended' }],
    ['resume', { state: 'active' }],
    ['resume', { state: 'waiting' }],
    ['resume', { state: 'ended' }],
    ['end', { state: 'ended' }],
    ['confirm', { release: { policy: 'immediately' } }],
    ['confirm', { release: { policy: 'confirm', confirmedAt: new Date('2026-11-01T00:00:00Z') } }],
  ] as const)('by %s changes nothing of %o: nothing is saved or audited', async (what, was) => {
    const rule = await keep(was);
    expect(await change(rule, what)).toBe(false);
    expect(await now(rule)).toEqual(rule);
    expect(audited).toEqual([]);
    expect(await nextLook(rule)).toBeUndefined();
  });

  it('ends a rule for good, whatever state it is in', async () => {
    for (const state of ['draft', 'waiting', 'active', 'paused'] as const) {
      const rule = await keep({ state });
      expect(await change(rule, 'end')).toBe(true);
      expect((await now(rule)).state).toBe('ended');
    }
  });

  it('confirms that results are released, at the time of the word', async () => {
    const rule = await keep({ release: { policy: 'confirm' } });
    expect(await change(rule, 'confirm')).toBe(true);
    expect((await now(rule)).release).toEqual({ policy: 'confirm', confirmedAt: clock.now() });
    clock.advance(1_000);
    expect(await change(rule, 'confirm')).toBe(false);
  });

  it('is no way to another course’s rule', async () => {
    const rule = await keep();
    for (const tenant of [
      { ...rule.tenant, contextId: 'another' },
      { ...rule.tenant, deploymentId: 'another' },
      { ...rule.tenant, platformId: 'another' },
    ]) {
      await expect(change(rule, 'end', tenant)).rejects.toMatchObject({ code: 'rule_unknown' });
    }
    expect(await now(rule)).toEqual(rule);
  });

  it('does not go on with what no longer means what it meant', async () => {
    const drifted = await keep({
      state: 'paused',
      pausedFor: { code: 'assessment_gone', title: 'Quiz 1' },
    });
    await expect(change(drifted, 'resume')).rejects.toMatchObject({ code: 'rule_drifted' });
    const sentBack = await keep({ state: 'paused', sentBack: 'Name the level.' });
    await expect(change(sentBack, 'resume')).rejects.toMatchObject({ code: 'rule_sent_back' });
    expect(audited).toEqual([]);
  });

  it('goes on after many grades fell: that is the instructor’s to judge', async () => {
    const rule = await keep({ state: 'paused', pausedFor: { code: 'many_fell', count: 9 } });
    expect(await change(rule, 'resume')).toBe(true);
    expect(await now(rule)).not.toHaveProperty('pausedFor');
  });

  it('is done by one of two who change it at the same time', async () => {
    const rule = await keep();
    const both = await Promise.allSettled([change(rule, 'pause'), change(rule, 'end')]);
    const [lost] = both.filter((each) => each.status === 'rejected');
    // Either both changes were made one after the other, or the later one is refused because of the other.
    if (lost) expect(lost.reason).toMatchObject({ code: 'rule_changed' });
    expect(audited).toHaveLength(lost ? 1 : 2);
    expect((await now(rule)).revision).toBe(1 + audited.length);
  });
});

describe('replacePlan', () => {
  const replace = (rule: Rule, needsApproval = false) =>
    replacePlan(
      deps,
      rule,
      { ...rule, inputs: [makeInput({ mark: { kind: 'percent', value: '72.5' } })] },
      'person:t',
      needsApproval,
    );

  it.each([
    ['active', 'active'],
    ['paused', 'paused'],
    ['ended', 'ended'],
  ] as const)('keeps the state of a rule that is %s', async (was, is) => {
    const rule = await keep({ state: was });
    await replace(rule);
    const changed = await now(rule);
    expect(changed).toMatchObject({ state: is, revision: 2 });
    expect(changed.inputs).toMatchObject([{ mark: { value: '72.5' } }]);
    expect(await nextLook(rule)).toEqual(clock.now());
  });

  it('lets a rule go on that was paused because its assessment had changed', async () => {
    const rule = await keep({
      state: 'paused',
      pausedFor: { code: 'assessment_gone', title: 'Quiz 1' },
    });
    await replace(rule);
    const changed = await now(rule);
    expect(changed.state).toBe('active');
    expect(changed).not.toHaveProperty('pausedFor');
  });

  it.each([
    ['active', 'waiting'],
    ['paused', 'waiting'],
    ['draft', 'draft'],
    ['ended', 'ended'],
  ] as const)('makes a rule that is %s %s where an administrator approves', async (was, is) => {
    const rule = await keep({ state: was, sentBack: 'Name the level.' });
    await replace(rule, true);
    const changed = await now(rule);
    expect(changed.state).toBe(is);
    expect(changed).not.toHaveProperty('sentBack');
  });
});

describe('undoActivation', () => {
  const award = (rule: Rule, userId: string): Award => ({
    id: `${rule.id}-${userId}`,
    tenant: rule.tenant,
    ruleId: rule.id,
    achievementId: rule.achievementId,
    achievementVersion: 1,
    personKey: `p/${userId}`,
    userId,
    cycle: 1,
    state: 'active',
    by: 'rule',
    awardedAt: clock.now(),
    results: [],
  });
  const undo = (rule: Rule) => undoActivation(deps, rule.tenant, rule.id, 'person:t');
  const undoable = () => keep({ undoUntil: new Date(clock.now().getTime() + 1_000) });
  const states = async (rule: Rule) =>
    (await awards.listByRule(rule.id)).map(({ state }) => state).sort();

  it('makes a draft of the rule and takes back what it gave', async () => {
    const rule = await undoable();
    await awards.insertNew([award(rule, 'one'), award(rule, 'two')]);
    await undo(rule);
    expect((await now(rule)).state).toBe('draft');
    expect(await states(rule)).toEqual(['undone', 'undone']);
    expect(audited).toEqual(['rule.activation_undone']);
  });

  it('is over at the moment that was promised, and possible just before', async () => {
    const rule = await undoable();
    clock.advance(1_000);
    await expect(undo(rule)).rejects.toMatchObject({ code: 'undo_over' });
    expect((await now(rule)).state).toBe('active');
    clock.advance(-1);
    await undo(rule);
    expect((await now(rule)).state).toBe('draft');
  });

  it('finishes what a crash after its first step left, and is audited once', async () => {
    const rule = await undoable();
    await awards.insertNew([award(rule, 'one')]);
    const away = () => Promise.reject(new Error('the process died'));
    const dying = { ...deps, awards: { ...awards, takeBack: away } };
    await expect(undoActivation(dying, rule.tenant, rule.id, 'person:t')).rejects.toThrow('died');
    expect(await states(rule)).toEqual(['active']);
    await undo(rule);
    expect(await states(rule)).toEqual(['undone']);
    expect(audited).toEqual(['rule.activation_undone']);
  });
});
