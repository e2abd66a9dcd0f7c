import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveGrades, openWorld, type World } from './world.js';
import { tally } from './tally.js';

const MINUTE = 60_000;

/** What a worker does by itself, for so long of simulated time: looks for due courses every fifteen seconds. */
async function work({ laurel, clock }: World, ms: number): Promise<void> {
  const end = clock.now().getTime() + ms;
  while (clock.now().getTime() < end) {
    await laurel.checks.checkDue();
    await laurel.course.sendBadgeScores();
    await laurel.feed.tell();
    await laurel.mail.sendDue();
    clock.advance(15_000);
  }
}

describe.each(['moodle', 'canvas'] as const)(
  'a %s-like platform that is away for an hour',
  (kind) => {
    let world: World;
    beforeAll(async () => {
      world = await openWorld(kind, 6);
      world.clock.advance(16 * MINUTE);
    });
    afterAll(() => world.close());

    it('is asked now and then, and gives each passing learner one badge within minutes of coming back', async () => {
      const { faults } = world.open.platform;
      giveGrades(world, 'learner1', 'learner2');
      await work(world, 3 * MINUTE);
      faults.outage = true;
      giveGrades(world, 'learner3', 'learner4');
      await work(world, 60 * MINUTE);
      const during = faults.injected.filter((each) => each.kind === 'outage').length;
      faults.clear();
      await work(world, 9 * MINUTE);
      expect(await tally(world)).toEqual({ missing: 0, duplicate: 0, wrong: 0, words: [] });
      expect(
        await world.laurel.store.connection.collection('platform_pauses').countDocuments(),
      ).toBe(0);
      expect(during).toBeGreaterThan(10);
      // A turn in five minutes at most, each way of reading tried three times.
      expect(during).toBeLessThan(20 * 3 * world.ways.length);
    }, 240_000);
  },
);
