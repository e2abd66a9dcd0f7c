import { describe, expect, it } from 'vitest';
import type { Validity } from '../awards/index.js';
import { omitUndefined } from '../base/index.js';
import type { Grade } from '../grades/index.js';
import type { Rule } from '../rules/index.js';
import { checkCourse } from './check-course.js';
import { AFTER_CLAIM_MS, claimingFreely, dieAt } from './testing/dying-workers.js';
import { renewWorld, store, useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

describe('a badge that is renewed by passing again', () => {
  const yearly: Validity = { months: 12, isRenewedByPassingAgain: true };
  const at = (text: string) => new Date(`${text}Z`);
  const awardsOf = async (rule: Rule) =>
    (await world.stores.awards.listByRule(rule.id)).sort(
      (a, b) => (a.period ?? 1) - (b.period ?? 1),
    );
  const pass = (gradedAt: Date | undefined, score = '80', more: Partial<Grade> = {}) =>
    world.gradebook.set('a', omitUndefined({ score, gradedAt, ...more }));
  const stateOf = async (rule: Rule) =>
    (await world.stores.decisions.get(rule.id, 'a'))?.decision.renewal?.state;

  /** Ada passed with 80 on 21 November 2026: valid until 21 November 2027, to be renewed from 23 August 2027. */
  async function earned(change: Partial<Rule> = {}): Promise<Rule> {
    world.state.validity = yearly;
    const rule = world.rule(change);
    await world.stores.rules.insert(rule);
    pass(at('2026-11-21T09:00:00'));
    expect(await world.check()).toMatchObject({ granted: 1 });
    return rule;
  }
  const opens = at('2027-08-23T10:00:00');
  const ends = at('2027-11-21T10:00:00');

  it('says until when it is valid, and is not renewed by the same grade, however often and late it is read', async () => {
    const rule = await earned();
    for (const now of ['2027-08-23T10:00:00', '2027-11-21T10:00:00', '2030-01-01T00:00:00']) {
      world.clock.set(at(now));
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await world.check('a')).toMatchObject({ granted: 0 });
    }
    expect(await awardsOf(rule)).toMatchObject([{ state: 'active', validUntil: ends }]);
    expect(await stateOf(rule)).toBe('old');
  });

  it('is renewed by a pass from the first moment of the window, and not by one a second before', async () => {
    const rule = await earned();
    world.clock.set(at('2027-08-24T10:00:00'));
    pass(new Date(opens.getTime() - 1_000), '90');
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(opens, '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    const [first, second] = await awardsOf(rule);
    expect(first).toMatchObject({ state: 'active', validUntil: ends });
    // Whoever renews early loses nothing of the time they had.
    expect(second).toMatchObject({
      state: 'active',
      period: 2,
      renews: first?.id,
      validUntil: at('2028-11-21T10:00:00'),
    });
    expect(world.mails.size).toBe(2);
  });

  it('is renewed once for the same new pass, and again for a pass in the next window', async () => {
    const rule = await earned();
    world.clock.set(at('2027-11-01T10:00:00'));
    pass(at('2027-10-31T10:00:00'), '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    for (const now of ['2027-11-01T10:00:01', '2027-12-01T00:00:00', '2028-11-20T00:00:00']) {
      world.clock.set(at(now));
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await world.check('a')).toMatchObject({ granted: 0 });
    }
    pass(at('2028-11-20T00:00:00'), '85');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect((await awardsOf(rule)).map((award) => award.validUntil?.getUTCFullYear())).toEqual([
      2027, 2028, 2029,
    ]);
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('begins its new time with the award where it had expired', async () => {
    const rule = await earned();
    world.clock.set(at('2029-03-01T12:00:00'));
    pass(at('2029-03-01T11:00:00'), '71');
    await world.check();
    expect((await awardsOf(rule))[1]).toMatchObject({ validUntil: at('2030-03-01T12:00:00') });
  });

  it('is not renewed where its version says so, or does not expire', async () => {
    for (const validity of [null, { ...yearly, isRenewedByPassingAgain: false }]) {
      renewWorld();
      const rule = await earned();
      world.state.validity = validity;
      world.clock.set(ends);
      pass(ends, '95');
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await awardsOf(rule)).toHaveLength(1);
    }
  });

  it('waits for the instructor where no time is told, or an equal grade is dated anew', async () => {
    const rule = await earned();
    world.clock.set(ends);
    pass(undefined, '95');
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('untold');
    pass(ends, '80');
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('same');
    pass(ends, '80', { isOfLatestAttempt: true });
    world.clock.advance(1_000);
    pass(world.clock.now(), '80', { isOfLatestAttempt: true });
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('asks the instructor once its window is open, also where no grade has changed and none is dated', async () => {
    world.state.validity = yearly;
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    pass(undefined);
    await world.check();
    world.clock.set(opens);
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('untold');
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('is not renewed by a regrade of what was handed in before, nor by what is handed in and not graded', async () => {
    await earned();
    world.clock.set(ends);
    pass(ends, '95', { submittedAt: at('2026-11-21T08:00:00') });
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(at('2026-11-21T09:00:00'), '80', { submittedAt: ends });
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(ends, '95', { submittedAt: at('2027-11-20T08:00:00') });
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('stays until its end where the new attempt fails, whatever the rule says of falling grades', async () => {
    const rule = await earned({ afterFall: { policy: 'revoke', graceMs: 0 } });
    world.clock.set(at('2027-10-01T10:00:00'));
    pass(at('2027-09-30T10:00:00'), '30');
    await world.check();
    await world.check();
    expect(await stateOf(rule)).toBe('failed');
    expect(await awardsOf(rule)).toMatchObject([{ state: 'active' }]);
    expect((await awardsOf(rule))[0]?.fall).toBeUndefined();
    world.clock.set(at('2027-10-02T10:00:00'));
    pass(at('2027-10-02T09:00:00'), '75');
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('is not renewed by itself once it was revoked, and a renewal lost to a fall comes back with the grade', async () => {
    const rule = await earned({ afterFall: { policy: 'revoke', graceMs: 0 } });
    const [first] = await awardsOf(rule);
    world.clock.set(ends);
    pass(ends, '90');
    await world.check();
    // The teacher lowers the grade of the attempt that renewed it, and raises it again.
    world.clock.advance(86_400_000);
    pass(world.clock.now(), '10');
    await world.check();
    await world.check();
    expect(await awardsOf(rule)).toMatchObject([
      { id: first?.id, state: 'active' },
      { state: 'revoked', revokedFor: 'fall' },
    ]);
    world.clock.advance(86_400_000);
    pass(world.clock.now(), '88');
    expect(await world.check()).toMatchObject({ granted: 1 });
    const [, second] = await awardsOf(rule);
    expect(second).toMatchObject({ state: 'active', cycle: 2, renews: first?.id });
    await world.stores.awards.takeBack([second!], { state: 'revoked', revokedFor: 'hand' });
    world.clock.set(at('2029-01-01T10:00:00'));
    pass(at('2029-01-01T09:00:00'), '99');
    expect(await world.check()).toMatchObject({ granted: 0 });
  });

  it('keeps the end of an award from before ends were kept, and is renewed then', async () => {
    const rule = await earned();
    await store.connection
      .collection('awards')
      .updateOne({ ruleId: rule.id }, { $unset: { validUntil: 1, remindAt: 1 } });
    world.clock.set(ends);
    pass(ends, '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect(await awardsOf(rule)).toMatchObject([
      { validUntil: ends, remindAt: opens },
      { validUntil: at('2028-11-21T10:00:00') },
    ]);
  });

  it('is renewed once when two workers see the new pass at once, or one of them is killed at any step', async () => {
    const rule = await earned();
    world.clock.set(ends);
    pass(ends, '90');
    const another = () => ({ ...world.deps, claims: claimingFreely(world) });
    await Promise.all([
      checkCourse(another(), world.course),
      world.check('a'),
      checkCourse(another(), world.course),
    ]);
    expect(await awardsOf(rule)).toHaveLength(2);
    let crashed = 0;
    for (let step = 1; ; step += 1) {
      renewWorld();
      const own = await earned();
      world.clock.set(ends);
      pass(ends, '90');
      const dying = dieAt(world, step);
      await checkCourse(dying.deps, world.course).catch(() => undefined);
      if (!dying.fired()) break;
      crashed += 1;
      world.clock.advance(AFTER_CLAIM_MS);
      await world.check();
      await world.check();
      expect(await awardsOf(own)).toMatchObject([{ state: 'active' }, { period: 2 }]);
      expect([...world.mails.values()]).toEqual(['queued', 'queued']);
      expect(world.badges.size).toBe(2);
      expect(await world.stores.awards.listUnfinished(10, world.course)).toEqual([]);
    }
    expect(crashed).toBeGreaterThan(15);
  }, 90_000);
});
