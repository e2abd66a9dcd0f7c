import { afterEach, expect, it, vi } from 'vitest';
import { checkCourse } from './check-course.js';
import type { CheckDeps } from './check-deps.js';
import { MINUTE, useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();
afterEach(() => vi.restoreAllMocks());

/** More than one batch of learners. */
const LEARNERS = 620;

it('a look whose time is over takes nothing away, says so, and the next one goes on', async () => {
  const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
  await world.stores.rules.insert(rule);
  for (let n = 100; n < 100 + LEARNERS; n += 1) world.score(`u${n}`, n < 110 ? '80' : '20');
  expect(await world.check()).toMatchObject({ granted: 10 });
  world.clock.advance(MINUTE);
  world.score('u100', '10');
  world.score('u719', '90');

  // Time is over while the first batch is decided: the rule is looked up before it.
  const real = performance.now.bind(performance);
  let later = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => real() + later);
  let batches = 0;
  const rules: CheckDeps['rules'] = {
    ...world.stores.rules,
    async get(...of) {
      batches += 1;
      if (batches === 1) later = 10 * MINUTE;
      return world.stores.rules.get(...of);
    },
  };
  const told: unknown[] = [];
  const events = { tell: (_: string, fields: unknown) => void told.push(fields) };
  const cut = await checkCourse(
    { ...world.deps, rules, events: events as CheckDeps['events'] },
    world.course,
  );
  vi.restoreAllMocks();
  expect(batches).toBe(1);
  expect(cut).toMatchObject({ isCut: true, granted: 0 });
  expect(told).toMatchObject([{ outcome: 'cut', rows: LEARNERS }]);
  expect(world.live()).toContain('u100');
  expect(world.live()).not.toContain('u719');
  const noted = await world.stores.checks.get(world.course);
  expect(noted?.failures).toBe(0);
  expect(noted?.digests).toEqual({});

  world.clock.advance(MINUTE);
  expect(await world.check()).toMatchObject({ granted: 1 });
  expect(world.live()).not.toContain('u100');
  expect(world.live()).toContain('u719');
});

it('a look that has no time at all decides nothing of any rule', async () => {
  await world.stores.rules.insert(world.rule());
  world.score('a', '80');
  const none = { ...world.deps, checkMs: 0 };
  expect(await checkCourse(none, world.course)).toMatchObject({ isCut: true, granted: 0 });
  expect(world.live()).toEqual([]);
  expect(await world.check()).toMatchObject({ granted: 1 });
});
