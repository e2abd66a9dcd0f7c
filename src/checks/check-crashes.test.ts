import { describe, expect, it } from 'vitest';
import { personKey } from '../awards/index.js';
import { checkCourse } from './check-course.js';
import { AFTER_CLAIM_MS, claimingFreely, dieAt } from './testing/dying-workers.js';
import { createWorld, renewWorld, useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

describe('checkCourse, whatever happens', () => {
  it('gives one badge when two workers check the same course at once', async () => {
    await world.stores.rules.insert(world.rule());
    for (let n = 0; n < 40; n += 1) world.score(`u${n}`, '80');
    const another = () => ({ ...world.deps, claims: claimingFreely(world) });
    await Promise.all([
      checkCourse(another(), world.course),
      checkCourse(another(), world.course),
      checkCourse(another(), world.course, { userId: 'u7' }),
    ]);
    expect(world.live()).toHaveLength(40);
    expect(new Set(world.live()).size).toBe(40);
    expect(world.mails.size).toBe(40);
  });

  it('gives each passing learner exactly one badge after a crash before or after any step', async () => {
    let crashed = 0;
    for (let at = 1; ; at += 1) {
      renewWorld();
      const rule = world.rule();
      await world.stores.rules.insert(rule);
      world.score('a', '80');
      world.score('b', '20');
      world.score('c', '100');
      const dying = dieAt(world, at);
      const died = await checkCourse(dying.deps, world.course).then(
        () => false,
        () => true,
      );
      if (!dying.fired()) break;
      expect(died).toBe(true);
      crashed += 1;
      world.clock.advance(AFTER_CLAIM_MS);
      await world.check();
      expect(world.live()).toEqual(['a', 'c']);
      expect([...world.mails.values()]).toEqual(['queued', 'queued']);
      expect(await world.stores.awards.listUnfinished(10, world.course)).toEqual([]);
      expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    }
    expect(crashed).toBeGreaterThan(15);
  });

  it('gives one badge for an achievement that two courses give', async () => {
    const other = createWorld();
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    await other.stores.rules.insert(other.rule({ achievementId: rule.achievementId }));
    world.score('a', '80');
    other.score('a', '90');
    await world.check();
    await other.check();
    const held = await world.stores.awards.findHeld([rule.achievementId], [personKey('p1', 'a')]);
    expect(held).toHaveLength(1);
    expect([...world.live(), ...other.live()]).toEqual(['a']);
  });
});
