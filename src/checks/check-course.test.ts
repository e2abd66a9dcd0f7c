import { describe, expect, it } from 'vitest';
import { useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

describe('checkCourse', () => {
  it('gives exactly the passing learners one badge each, and nothing on further checks', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '69.99');
    world.score('b', '70');
    world.score('c', null);
    world.gradebook.set('d', { state: 'pending' });
    world.score('e', '69.995');
    expect(await world.check()).toMatchObject({ busy: false, granted: 1 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    expect(world.live()).toEqual(['b']);
    expect(world.mails.size).toBe(1);
  });

  it('leaves out whoever the roster does not call a learner', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('teacher', '100');
    world.score('b', '90');
    world.state.learners = { has: (id) => id === 'b' };
    await world.check();
    await world.check('teacher');
    expect(world.live()).toEqual(['b']);
  });

  it('keeps the trace of every decision, and its history', async () => {
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    world.score('a', '69.995');
    await world.check();
    world.clock.advance(60_000);
    world.score('a', '71');
    await world.check();
    const kept = await world.stores.decisions.get(rule.id, 'a');
    expect(kept).toMatchObject({
      decision: { verdict: 'earned', inputs: [{ score: '71', outcome: 'met' }] },
      past: [{ verdict: 'not-yet' }],
    });
  });

  it('shows nobody a grade whose row is gone, as after a course reset of Moodle’s', async () => {
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    world.state.learners = { has: (id) => id === 'a' };
    world.score('a', '28');
    await world.check();
    world.gradebook.delete('a');
    await world.check();
    const kept = await world.stores.decisions.get(rule.id, 'a');
    expect(kept?.decision.inputs).toMatchObject([{ outcome: 'no-grade' }]);
    expect(kept?.decision.inputs[0]?.score).toBeUndefined();
  });

  it('checks one learner at once and nobody else', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '80');
    world.score('b', '80');
    await world.check('a');
    expect(world.live()).toEqual(['a']);
  });

  it('does not take a platform that is down for an empty course, and backs off', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    await world.check();
    world.state.down = true;
    const waits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      expect(await world.check()).toMatchObject({ failure: { code: 'lms_unreachable' } });
      const kept = await world.stores.checks.get(world.course);
      waits.push((kept?.nextAt.getTime() ?? 0) - world.clock.now().getTime());
    }
    expect(waits).toEqual([20_000, 40_000, 80_000]);
    expect(world.live()).toEqual(['a']);
    world.state.down = false;
    world.score('b', '80');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect((await world.stores.checks.get(world.course))?.failures).toBe(0);
  });

  it('waits as long as a platform asks that wants to be left alone (RFC 9110, 10.2.3)', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '80');
    world.state.busySeconds = 3_600;
    expect(await world.check()).toMatchObject({ granted: 0, failure: { code: 'platform_busy' } });
    const kept = await world.stores.checks.get(world.course);
    const wait = (kept?.nextAt.getTime() ?? 0) - world.clock.now().getTime();
    expect(wait).toBeGreaterThanOrEqual(3_600_000);
    world.state.busySeconds = 0;
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('pauses a rule whose maximum changed, before anything is decided', async () => {
    await world.stores.rules.insert(world.rule());
    world.state.maximum = '20';
    world.score('a', '20');
    await world.check();
    expect(world.state.paused).toEqual(['maximum_changed']);
    expect(world.live()).toEqual([]);
  });

  it('gives a milestone in the same check as the last badge it asks for', async () => {
    const first = world.rule();
    const milestone = world.rule({
      inputs: [{ kind: 'badge', id: 'b1', achievementId: first.achievementId, name: 'First' }],
    });
    await world.stores.rules.insert(milestone);
    await world.stores.rules.insert(first);
    world.score('a', '80');
    world.score('b', '10');
    expect(await world.check()).toMatchObject({ granted: 2 });
    expect(world.live()).toEqual(['a', 'a']);
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('gives nothing for grades from before a rule without backfill, until they change', async () => {
    await world.stores.rules.insert(world.rule({ backfill: false }));
    world.score('a', '80');
    world.score('b', '60');
    await world.check();
    expect(world.live()).toEqual([]);
    world.score('b', '75');
    await world.check();
    expect(world.live()).toEqual(['b']);
    world.score('a', '85');
    await world.check();
    expect(world.live()).toEqual(['a', 'b']);
  });
});
