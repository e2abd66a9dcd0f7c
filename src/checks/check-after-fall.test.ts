import { omitUndefined } from '../base/index.js';
import { describe, expect, it } from 'vitest';
import { renewWorld, HOUR, useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

describe('checkCourse, after a grade fell', () => {
  it('keeps, asks or revokes, as the rule says', async () => {
    for (const policy of ['keep', 'ask', 'revoke'] as const) {
      renewWorld();
      const rule = world.rule({ afterFall: { policy, graceMs: 3_600_000 } });
      await world.stores.rules.insert(rule);
      world.score('a', '80');
      await world.check();
      world.score('a', '50');
      await world.check();
      expect(world.live()).toEqual(['a']);
      const [award] = await world.stores.awards.listByRule(rule.id);
      expect(award?.fall !== undefined).toBe(policy !== 'keep');
      world.clock.advance(3_600_000);
      await world.check();
      expect(world.live()).toEqual(policy === 'revoke' ? [] : ['a']);
    }
  });

  it('asks where a total counts less than before: something in it was emptied, as by a course reset', async () => {
    const base = world.rule();
    const inputs = base.inputs.map((input) => ({ ...input, maximum: null }) as typeof input);
    const rule = { ...base, inputs, afterFall: { policy: 'revoke', graceMs: 0 } } as const;
    await world.stores.rules.insert(rule);
    const total = (score: string, maximum: string) =>
      world.gradebook.set('a', { state: 'graded', score, maximum });
    total('50', '60');
    await world.check();
    total('180', '244');
    await world.check();
    total('67', '124');
    await world.check();
    await world.check();
    expect(world.live()).toEqual(['a']);
    const [award] = await world.stores.awards.listByRule(rule.id);
    expect(award?.fall).toMatchObject({ since: world.clock.now() });
    expect(award?.fall?.dueAt).toBeUndefined();
  });

  it('takes a badge where a total fell because more was graded', async () => {
    const base = world.rule();
    const inputs = base.inputs.map((input) => ({ ...input, maximum: null }) as typeof input);
    const rule = { ...base, inputs, afterFall: { policy: 'revoke', graceMs: 0 } } as const;
    await world.stores.rules.insert(rule);
    world.gradebook.set('a', { state: 'graded', score: '50', maximum: '60' });
    await world.check();
    world.gradebook.set('a', { state: 'graded', score: '60', maximum: '160' });
    await world.check();
    await world.check();
    expect(world.live()).toEqual([]);
  });

  it('forgets the fall when the grade rises within the grace, and gives the badge again after it', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 60_000 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    await world.check();
    world.score('a', '50');
    await world.check();
    world.score('a', '72');
    await world.check();
    world.clock.advance(120_000);
    await world.check();
    expect(world.live()).toEqual(['a']);
    world.score('a', '50');
    await world.check();
    world.clock.advance(120_000);
    await world.check();
    expect(world.live()).toEqual([]);
    world.score('a', '90');
    await world.check();
    expect(world.live()).toEqual(['a']);
    expect(world.badges.size).toBe(2);
  });

  it('takes nothing away where a row is gone: nobody was judged, whether on the roster or not', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    world.score('b', '80');
    world.state.learners = { has: () => true };
    await world.check();
    world.gradebook.clear();
    world.state.learners = { has: (id) => id === 'a' };
    await world.check();
    await world.check();
    expect(world.live()).toEqual(['a', 'b']);
  });

  it('asks for a new roster before it looks at those without a row, and lets everybody keep theirs', async () => {
    await world.stores.rules.insert(world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } }));
    world.score('a', '80');
    world.score('b', '80');
    const kept = { has: () => true };
    const fresh = { has: (id: string) => id === 'a' };
    const { course, clock } = world;
    const asked: (Date | undefined)[] = [];
    world.deps.learners = (_, __, notBefore) => {
      asked.push(notBefore);
      return Promise.resolve(notBefore ? fresh : kept);
    };
    await world.check();
    expect(asked).toEqual([undefined]);
    world.gradebook.clear();
    const began = clock.now();
    await world.check();
    await world.check();
    expect(asked).toContainEqual(began);
    expect(world.live()).toEqual(['a', 'b']);
    expect((await world.stores.checks.get(course))?.failure).toBeUndefined();
  });

  it.each(['empty', 'pending', 'excused', 'unreadable'] as const)(
    'takes nothing away for a grade that is %s, and ends what an earlier fall began',
    async (state) => {
      const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: HOUR } });
      await world.stores.rules.insert(rule);
      world.score('a', '80');
      await world.check();
      world.score('a', '10');
      await world.check();
      const [fallen] = await world.stores.awards.listByRule(rule.id, {});
      expect(fallen?.fall?.dueAt).toBeDefined();
      world.gradebook.set('a', { ...world.gradebook.get('a')!, state, score: null });
      await world.check();
      world.clock.advance(2 * HOUR);
      await world.check();
      expect(world.live()).toEqual(['a']);
    },
  );

  it('stops and asks where a third of the holders, at least three, fall at once; all can be kept', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    for (const each of people) world.score(each, '80');
    await world.check();
    for (const each of ['a', 'b', 'c']) world.score(each, '10');
    await world.check();
    await world.check();
    expect(world.live()).toEqual(people);
    const stopped = await world.stores.rules.get(world.course, rule.id);
    expect(stopped).toMatchObject({ state: 'paused', pausedFor: { code: 'many_fell', count: 3 } });
    expect(await world.stores.awards.keepFalls(rule.id)).toBe(3);
    expect(await world.stores.awards.keepFalls(rule.id)).toBe(0);
  });

  it('stops before it awards anything in the look in which many fell, and awards when the rule goes on', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    const people = ['b', 'c', 'd', 'e', 'f', 'g'];
    for (const each of people) world.score(each, '80');
    await world.check();
    for (const each of ['b', 'f', 'g']) world.score(each, '10');
    world.score('a', '90');
    await world.check();
    expect(world.live()).toEqual(people);
    const stopped = await world.stores.rules.get(world.course, rule.id);
    expect(stopped).toMatchObject({ state: 'paused', pausedFor: { code: 'many_fell', count: 3 } });
    const [waiting] = await world.stores.decisions.listFor(rule.id, ['a']);
    expect(waiting?.decision).toMatchObject({
      verdict: 'waiting',
      inputs: [{ outcome: 'met', score: '90' }],
      changes: [{ kind: 'gate', gate: { kind: 'question' } }],
    });
    await world.stores.awards.keepFalls(rule.id);
    await world.stores.rules.save(
      omitUndefined({ ...stopped!, pausedFor: undefined, state: 'active' as const }),
    );
    await world.check();
    expect(world.live()).toEqual(['a', ...people]);
  });

  it('stops also where a crash came between the falls and the question', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: HOUR } });
    await world.stores.rules.insert(rule);
    const people = ['b', 'c', 'd', 'e'];
    for (const each of people) world.score(each, '80');
    await world.check();
    for (const each of ['b', 'c', 'd']) world.score(each, '10');
    world.score('a', '90');
    const { pause } = world.deps;
    world.deps.pause = () => Promise.reject(new Error('killed'));
    await expect(world.check()).rejects.toThrow('killed');
    world.deps.pause = pause;
    await world.check();
    expect(world.live()).toEqual(people);
    expect(await world.stores.rules.get(world.course, rule.id)).toMatchObject({ state: 'paused' });
  });

  it('takes back two of nine, as the rule says', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    for (const each of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) world.score(each, '80');
    await world.check();
    for (const each of ['a', 'b']) world.score(each, '10');
    await world.check();
    await world.check();
    expect(world.live()).toEqual(['c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });
});
