import { describe, expect, it } from 'vitest';
import type { Award } from '../../awards/index.js';
import { UNDO_MS, type Rule } from '../../rules/index.js';
import { changeRule, undoActivation, undoEnd } from './change-rule.js';
import {
  actions,
  awards,
  clock,
  deps,
  keep,
  nextLook,
  now,
  useRuleChanges,
} from './testing/use-rule-changes.js';

useRuleChanges();

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
    expect(await nextLook(rule)).toEqual(clock.now());
    expect(actions()).toEqual(['rule.activation_undone']);
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

  it('is over for a rule that promised no time', async () => {
    const rule = await keep();
    await expect(undo(rule)).rejects.toMatchObject({ code: 'undo_over' });
    expect((await now(rule)).state).toBe('active');
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
    expect(actions()).toEqual(['rule.activation_undone']);
  });
});

describe('undoEnd', () => {
  const undo = (rule: Rule, tenant = rule.tenant) => undoEnd(deps, tenant, rule.id, 'person:t');
  const ended = async (was: Partial<Rule> = {}) => {
    const rule = await keep(was);
    await changeRule(deps, rule.tenant, rule.id, 'end', 'person:t');
    return rule;
  };

  it.each(['draft', 'waiting', 'active', 'paused'] as const)(
    'makes a rule that was %s what it was, and has the course looked at then',
    async (from) => {
      const undoUntil = new Date(clock.now().getTime() + 1_000);
      const rule = await keep({ state: 'ended', ended: { from, undoUntil } });
      expect(await nextLook(rule)).toBeUndefined();
      expect(await undo(rule)).toBe(true);
      const back = await now(rule);
      expect(back).toMatchObject({ state: from, revision: 2, inputs: rule.inputs });
      expect(back).not.toHaveProperty('ended');
      expect(await nextLook(rule)).toEqual(clock.now());
      expect(actions()).toEqual(['rule.end_undone']);
    },
  );

  it('changes nothing of what is not ended: nothing is saved or audited', async () => {
    const rule = await ended();
    await undo(rule);
    expect(await undo(rule)).toBe(false);
    expect(await undo(await keep({ state: 'paused' }))).toBe(false);
    expect((await now(rule)).revision).toBe(3);
    expect(actions()).toEqual(['rule.ended', 'rule.end_undone']);
  });

  it('is over at the moment that was promised, and possible just before', async () => {
    const rule = await ended();
    clock.advance(UNDO_MS);
    await expect(undo(rule)).rejects.toMatchObject({ code: 'undo_over' });
    expect((await now(rule)).state).toBe('ended');
    clock.advance(-1);
    expect(await undo(rule)).toBe(true);
    expect((await now(rule)).state).toBe('active');
  });

  it('is over for what ended before there was an undo', async () => {
    const rule = await keep({ state: 'ended' });
    await expect(undo(rule)).rejects.toMatchObject({ code: 'undo_over' });
  });

  it('is no way to another course’s rule', async () => {
    const rule = await ended();
    const tenant = { ...rule.tenant, contextId: 'another' };
    await expect(undo(rule, tenant)).rejects.toMatchObject({ code: 'rule_unknown' });
    expect((await now(rule)).state).toBe('ended');
  });
});
