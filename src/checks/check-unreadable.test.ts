import { beforeEach, describe, expect, it } from 'vitest';
import { UpstreamFailed } from '../base/index.js';
import type { Rule } from '../rules/index.js';
import { checkCourse } from './check-course.js';
import { useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

describe('an assessment that cannot be read, beside others that can', () => {
  const of = (rule: Rule, n: number, title: string) =>
    rule.inputs.map((input) => ({ ...input, assessmentId: `https://lms.test/${n}`, title }));
  const due = () => checkCourse(world.deps, world.course, { isDue: true });
  const kept = async () => (await world.stores.checks.get(world.course))!;
  let asked: string[];
  let broken: Set<string>;
  let good: Rule;
  let bad: Rule;

  beforeEach(async () => {
    asked = [];
    broken = new Set(['https://lms.test/2']);
    const { deps, stores } = world;
    const { pull } = deps;
    deps.pull = (course, input, options) => {
      asked.push(input.assessmentId);
      if (broken.has(input.assessmentId))
        return Promise.reject(new UpstreamFailed('column_odd', 'This column cannot be read.'));
      return pull(course, input, options);
    };
    good = world.rule();
    bad = world.rule({ inputs: of(good, 2, 'Broken') });
    await stores.rules.insert(good);
    await stores.rules.insert(bad);
  });

  it('holds its own rules alone: the others give badges at the pace of the course', async () => {
    world.score('a', '90');
    const outcome = await due();
    expect(outcome).toMatchObject({ granted: 1 });
    expect(outcome).not.toHaveProperty('failure');
    const check = await kept();
    expect(check).toMatchObject({
      failures: 0,
      checkedAt: world.clock.now(),
      inputFailures: [{ title: 'Broken', ruleIds: [bad.id], failures: 1 }],
    });
    expect(check).not.toHaveProperty('failure');
    expect(check.nextAt.getTime() - world.clock.now().getTime()).toBeLessThanOrEqual(10_000);
  });

  it('waits by itself, longer each time; the others are read in the meantime', async () => {
    await due();
    const waits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const [failure] = (await kept()).inputFailures!;
      const at = failure!.nextAt.getTime();
      waits.push(at - world.clock.now().getTime());
      asked.length = 0;
      world.clock.advance(10_000);
      await due();
      expect(asked).toEqual(['https://lms.test/items/1']);
      expect((await kept()).inputFailures).toMatchObject([{ failures: n + 1 }]);
      world.clock.set(new Date(at));
      await due();
      expect(asked).toContain('https://lms.test/2');
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThan(waits[0]! * 4);
  });

  it('is asked for at once by whoever wants to know, and forgotten once it can be read', async () => {
    world.score('a', '90');
    await due();
    asked.length = 0;
    await world.check();
    expect(asked).toContain('https://lms.test/2');
    broken.clear();
    await world.check();
    expect(await kept()).not.toHaveProperty('inputFailures');
    expect(world.live()).toEqual(['a', 'a']);
  });

  it('makes the course wait where nothing of it could be read', async () => {
    broken.add('https://lms.test/items/1');
    expect(await due()).toMatchObject({ failure: { code: 'column_odd' } });
    expect(await kept()).toMatchObject({ failures: 1, failure: { code: 'column_odd' } });
    asked.length = 0;
    world.clock.advance(3_600_000);
    await due();
    expect(asked.sort()).toEqual(['https://lms.test/2', 'https://lms.test/items/1']);
    expect(await kept()).toMatchObject({ failures: 2 });
  });

  it('keeps whose rows are odd, by assessment, for as long as they are', async () => {
    broken.clear();
    world.score('a', '90');
    for (let n = 0; n < 7; n += 1) world.gradebook.set(`odd${n}`, { state: 'unreadable' });
    await due();
    // Rules are looked at in the order of their ids, which are random.
    const row = (await kept()).oddRows!.find(({ title }) => title === 'Quiz 1');
    expect(row).toMatchObject({ title: 'Quiz 1', count: 7 });
    expect(row!.userIds).toHaveLength(5);
    expect(world.live()).toEqual(['a', 'a']);
    for (let n = 0; n < 7; n += 1) world.score(`odd${n}`, '10');
    await due();
    expect(await kept()).not.toHaveProperty('oddRows');
  });
});
