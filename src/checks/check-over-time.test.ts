import { beforeEach, describe, expect, it } from 'vitest';
import { randomId, UpstreamFailed } from '../base/index.js';
import { checkCourse } from './check-course.js';
import { AT_ONCE_EACH } from './choose-due.js';
import {
  renewWorld,
  HOUR,
  MINUTE,
  tenant,
  store,
  useCourseWorld,
  world,
} from './testing/use-course-world.js';

useCourseWorld();

const DAY = 24 * HOUR;

describe('checkCourse, over time', () => {
  const pace = { everyMs: 30 * MINUTE, idleMs: 2 * HOUR, failedMs: HOUR, random: () => 1 };

  /** A course in which nothing has changed for so long. */
  async function quietFor(ms: number): Promise<void> {
    const { stores, clock, course } = world;
    world.deps = { ...world.deps, pace };
    await stores.rules.insert(world.rule());
    world.score('a', '60');
    await world.check();
    const row = await stores.checks.get(course);
    const changedAt = new Date(clock.now().getTime() - ms);
    await stores.checks.save({ ...row!, changedAt }, clock.now());
    await world.check();
    world.state.reads = 0;
  }

  /** Moves the clock from look to look. @returns how many there were */
  async function looksIn(ms: number): Promise<number> {
    const { stores, clock, course, state } = world;
    const from = state.reads;
    const end = clock.now().getTime() + ms;
    for (;;) {
      const nextAt = (await stores.checks.get(course))!.nextAt;
      if (nextAt.getTime() > end) break;
      clock.set(nextAt);
      await world.check();
    }
    clock.set(new Date(end));
    return state.reads - from;
  }
  const inFuture = (ms: number) => new Date(world.clock.now().getTime() + ms);

  it('looks twelve times a day where it is quiet and nothing tells an end', async () => {
    await quietFor(20 * DAY);
    expect(await looksIn(2 * DAY)).toBe(24);
  });

  it('looks daily two weeks after the end, and weekly after two months', async () => {
    world.state.dueAt = inFuture(-20 * DAY);
    await quietFor(20 * DAY);
    expect(await looksIn(7 * DAY)).toBe(7);
    renewWorld();
    world.state.dueAt = inFuture(-70 * DAY);
    await quietFor(70 * DAY);
    expect(await looksIn(28 * DAY)).toBe(4);
  });

  it('does not call a course ended in which something has just changed', async () => {
    world.state.dueAt = inFuture(-70 * DAY);
    await quietFor(70 * DAY);
    world.score('a', '80');
    await world.check();
    expect(world.live()).toEqual(['a']);
    expect(await looksIn(12 * HOUR)).toBe(24);
  });

  it('looks when something is due, and often in the six hours after', async () => {
    world.state.dueAt = inFuture(5 * HOUR);
    await quietFor(20 * DAY);
    expect(await looksIn(5 * HOUR)).toBe(3);
    expect(await looksIn(6 * HOUR)).toBe(12);
    expect(await looksIn(DAY)).toBeLessThanOrEqual(13);
  });

  it('looks often in the hour after a learner came in', async () => {
    await quietFor(20 * DAY);
    const { clock, course, stores } = world;
    await stores.checks.recordActivity(course, clock.now(), inFuture(pace.everyMs));
    expect(await looksIn(HOUR)).toBe(2);
    expect(await looksIn(DAY)).toBe(12);
  });

  it('does not forget who asked while a check was under way', async () => {
    await quietFor(20 * DAY);
    const { clock, course, stores, deps } = world;
    const { pull } = deps;
    const asked = inFuture(1_000);
    const asking: typeof pull = async (...args) => {
      clock.set(asked);
      await stores.checks.scheduleCheck(course, asked);
      return pull(...args);
    };
    await checkCourse({ ...deps, pull: asking }, course);
    expect((await stores.checks.get(course))?.nextAt).toEqual(asked);
    await world.check();
    clock.advance(1);
    await world.check();
    expect((await stores.checks.get(course))?.nextAt.getTime()).toBeGreaterThan(asked.getTime());
  });
});

describe('checkCourse, on a platform with many courses', () => {
  const COURSES = 12;
  const pace = { everyMs: 2 * MINUTE, idleMs: 2 * HOUR, failedMs: HOUR, random: () => 1 };
  let courses: (typeof tenant)[];
  let platformId: string;

  beforeEach(async () => {
    platformId = randomId();
    // What earlier tests left is due too.
    await store.connection.collection('course_checks').deleteMany({});
    world.deps = { ...world.deps, pace };
    courses = Array.from({ length: COURSES }, () => ({
      ...tenant,
      platformId,
      contextId: randomId(),
    }));
    for (const each of courses) {
      await world.stores.rules.insert(world.rule({ tenant: each }));
      await world.stores.checks.scheduleCheck(each, world.clock.now());
    }
  });

  /** What a worker does by itself, for so long. */
  async function work(ms: number): Promise<void> {
    const { clock } = world;
    const watch = world.watch();
    for (
      const end = clock.now().getTime() + ms;
      clock.now().getTime() < end;
      clock.advance(10_000)
    ) {
      await watch.lookAtAll();
    }
  }
  const asked = async (ms: number) => {
    const from = world.state.reads;
    await work(ms);
    return world.state.reads - from;
  };
  const isPaused = async () =>
    (await world.pauses.list()).some((each) => each.platformId === platformId);

  it('asks a silent platform now and then for all of them, and gives every badge soon after it is back', async () => {
    await work(5 * MINUTE);
    world.score('a', '80');
    world.state.silent = true;
    const during = await asked(HOUR);
    expect(during).toBeGreaterThanOrEqual(10);
    expect(during).toBeLessThanOrEqual(17);
    expect(world.live()).toEqual([]);
    expect(await isPaused()).toBe(true);
    world.state.silent = false;
    await work(8 * MINUTE);
    expect(world.live()).toEqual(Array.from({ length: COURSES }, () => 'a'));
    expect(await isPaused()).toBe(false);
  });

  it('asks nobody before the time that a platform named to one of them', async () => {
    await work(5 * MINUTE);
    world.state.busySeconds = 1_800;
    // Those that were under way when the platform said so.
    expect(await asked(30 * MINUTE)).toBeLessThanOrEqual(AT_ONCE_EACH);
    world.state.busySeconds = 0;
    world.score('a', '80');
    await work(5 * MINUTE);
    expect(world.live()).toHaveLength(COURSES);
  });

  it('lets one worker ask for all of them', async () => {
    world.state.silent = true;
    await work(10_000);
    world.clock.advance(MINUTE);
    const turns = await Promise.all(Array.from({ length: 5 }, () => world.platforms.listTurns()));
    expect(turns.flat()).toMatchObject([{ platformId }]);
  });

  it('goes on with the others where the platform refuses one course', async () => {
    const { pull } = world.deps;
    const [closed] = courses;
    world.deps.pull = (course, ...rest) =>
      course.contextId === closed?.contextId
        ? Promise.reject(new UpstreamFailed('service_forbidden', 'No.'))
        : pull(course, ...rest);
    world.score('a', '80');
    await work(MINUTE);
    expect(await isPaused()).toBe(false);
    expect(world.live()).toHaveLength(COURSES - 1);
  });
});
