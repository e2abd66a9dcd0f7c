import { describe, expect, it } from 'vitest';
import { makeInput, UNDO_MS, type Rule } from '../../rules/index.js';
import { changeRule, replacePlan, type RuleChange } from './change-rule.js';
import {
  actions,
  audited,
  clock,
  deps,
  keep,
  nextLook,
  now,
  useRuleChanges,
} from './testing/use-rule-changes.js';

useRuleChanges();

const change = (rule: Rule, what: RuleChange, tenant = rule.tenant) =>
  changeRule(deps, tenant, rule.id, what, 'person:t');

describe('changeRule', () => {
  it('pauses and goes on; each is audited, and the course is looked at', async () => {
    const rule = await keep();
    expect(await change(rule, 'pause')).toBe(true);
    expect(await now(rule)).toMatchObject({ state: 'paused', revision: 2 });
    expect(await nextLook(rule)).toEqual(clock.now());
    expect(await change(rule, 'resume')).toBe(true);
    expect(await now(rule)).toMatchObject({ state: 'active', revision: 3 });
    expect(actions()).toEqual(['rule.paused', 'rule.resumed']);
    expect(audited[0]).toEqual({
      actor: 'person:t',
      action: 'rule.paused',
      subject: `rule:${rule.id}`,
      ...rule.tenant,
    });
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
    expect(actions()).toEqual([]);
    expect(await nextLook(rule)).toBeUndefined();
  });

  it('ends a rule for good, whatever state it is in', async () => {
    for (const state of ['draft', 'waiting', 'active', 'paused'] as const) {
      const rule = await keep({ state });
      expect(await change(rule, 'end')).toBe(true);
      const undoUntil = new Date(clock.now().getTime() + UNDO_MS);
      expect(await now(rule)).toMatchObject({ state: 'ended', ended: { from: state, undoUntil } });
    }
  });

  it('confirms that results are released, at the time of the word', async () => {
    const rule = await keep({ release: { policy: 'confirm' } });
    expect(await change(rule, 'confirm')).toBe(true);
    expect((await now(rule)).release).toEqual({ policy: 'confirm', confirmedAt: clock.now() });
    clock.advance(1_000);
    expect(await change(rule, 'confirm')).toBe(false);
    expect(actions()).toEqual(['rule.release_confirmed']);
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
    expect(actions()).toEqual([]);
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

  it('changes nothing of a rule that somebody else has changed since it was read', async () => {
    const rule = await keep();
    await change(rule, 'pause');
    const stale = { ...deps, rules: { ...deps.rules, get: () => Promise.resolve(rule) } };
    await expect(changeRule(stale, rule.tenant, rule.id, 'end', 'person:t')).rejects.toMatchObject({
      code: 'rule_changed',
    });
    expect(await now(rule)).toMatchObject({ state: 'paused', revision: 2 });
    expect(actions()).toEqual(['rule.paused']);
  });
});

describe('replacePlan', () => {
  const replace = (rule: Rule, needsApproval?: boolean) =>
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
    expect(actions()).toEqual(['rule.changed']);
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

  it('lets no rule go on that ended while it was paused for that', async () => {
    const rule = await keep({
      state: 'ended',
      pausedFor: { code: 'assessment_gone', title: 'Quiz 1' },
    });
    await replace(rule);
    expect((await now(rule)).state).toBe('ended');
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
