import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killAt } from './kill.js';
import { tally } from './tally.js';
import { giveGrades, openWorld, workOn, type World } from './world.js';

const NONE = { missing: 0, duplicate: 0, wrong: 0, words: [] };
/** More rounds than there are steps: the last one kills nobody. */
const MOST_STEPS = 60;

describe.each(['moodle', 'canvas'] as const)(
  'a worker killed at any of its writes, with a badge on every source of a %s-like platform',
  (kind) => {
    let world: World;
    beforeAll(async () => {
      world = await openWorld(kind, MOST_STEPS + 3);
    });
    afterAll(() => world.close());

    it('leaves nothing that another one does not finish: one badge for each passing learner', async () => {
      const steps: string[] = [];
      let worker = await world.startWorker();
      for (let write = 1; write < MOST_STEPS; write += 1) {
        giveGrades(world, `learner${write}`, `learner${MOST_STEPS + 1}`);
        const step = await killAt(world, worker, { write, when: 'before' });
        // It finishes what the dead one left, and is killed itself one write further on.
        worker = await world.startWorker();
        await workOn(world, worker);
        expect(await tally(world), `killed before ${step ?? 'nothing'}`).toEqual(NONE);
        if (step === null) break;
        steps.push(step);
      }
      await worker.end();
      expect(steps.length).toBeLessThan(MOST_STEPS - 1);
      const collections = new Set(steps.map((step) => step.split(' ')[1]));
      expect([...collections].sort()).toEqual(
        expect.arrayContaining([
          ...['awards', 'badge_column_scores', 'course_checks', 'credentials'],
          ...['decisions', 'events', 'leases', 'mails', 'statusLists'],
        ]),
      );
    }, 240_000);
  },
);
