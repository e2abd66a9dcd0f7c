import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindsFor, spoil } from './spoil.js';
import { tally } from './tally.js';
import { openWorld, type Worker, type World } from './world.js';

const NONE = { missing: 0, duplicate: 0, wrong: 0, words: [] };
const SEED = Number(process.env['SEED'] ?? 20_261_121);
const ROUNDS = 16;

describe.each(['moodle', 'canvas'] as const)(
  'answers of a %s-like platform spoiled by chance, with a badge on every source',
  (kind) => {
    let world: World;
    let worker: Worker;
    beforeAll(async () => {
      world = await openWorld(kind, ROUNDS + 12);
      worker = await world.startWorker();
    });
    afterAll(async () => {
      await worker.end();
      await world.close();
    });

    it('end in one badge for each passing learner and none for anybody else', async () => {
      const kinds = kindsFor(world);
      const fails = `learner${ROUNDS + 5}`;
      for (let round = 1; round <= ROUNDS; round += 1) {
        // Each kind has a round in which it happens more often.
        const own = kinds[round % kinds.length]!;
        await spoil(world, worker, {
          seed: SEED + round,
          rate: 0.35,
          kinds: [...kinds, own, own, own],
          passes: `learner${round}`,
          fails,
        });
        expect(await tally(world), `round ${round}, seed ${SEED}`).toEqual(NONE);
      }
      const { injected } = world.open.platform.faults;
      expect(new Set(injected.map((each) => each.kind))).toEqual(new Set(kinds));
    }, 240_000);
  },
);
