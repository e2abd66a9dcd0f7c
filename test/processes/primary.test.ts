import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findMongod } from '../support/mongo/find-mongod.js';
import { startReplicaSet } from '../support/mongo/replica-set.js';
import { launch } from '../support/lms/index.js';
import { activate, openWorld, type Closing } from './open-world.js';
import { PATIENCE_MS } from './processes.js';

const closing: Closing = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

const mongod = await findMongod(false);
if ('why' in mongod) console.log(`SKIPPED: a replica set that loses its primary (${mongod.why})`);

const LEARNERS = Array.from({ length: 9 }, (_, n) => `learner${n + 1}`);

describe.skipIf('why' in mongod)('two processes on a replica set of three', () => {
  it(
    'answer 503 while there is no primary, never 500, and go on when there is one: one badge each',
    async () => {
      if ('why' in mongod) return;
      const set = await startReplicaSet(mongod.file, 3);
      closing.push(() => set.stop());
      const world = await openWorld(closing, 'moodle', set.url);
      const { proxy, platform, tool, count } = world;
      const teacher = await activate(world);
      const column = tool.link.column!;

      // Somebody asks all the while: a page that reads, and a launch, which writes.
      const answers = new Map<number, number>();
      const note = (status: number) => answers.set(status, (answers.get(status) ?? 0) + 1);
      let isAsking = true;
      const readers = [0, 1].map(async () => {
        while (isAsking) {
          note((await teacher.browser.get(teacher.rulePage)).status);
          await wait(50);
        }
      });
      const writers = [1, 2].map(async (n) => {
        while (isAsking) {
          note((await launch(platform, { as: `learner${n}` })).response.status);
          await wait(100);
        }
      });
      closing.push(async () => {
        isAsking = false;
        await Promise.allSettled([...readers, ...writers]);
      });
      const pass = async (learners: readonly string[], badges: number) => {
        for (const learner of learners) platform.setGrade(learner, column, 90);
        await expect
          .poll(() => count('credentials').catch(() => -1), { timeout: PATIENCE_MS, interval: 200 })
          .toBe(badges);
      };

      await pass(LEARNERS.slice(0, 3), 3);
      for (const learner of LEARNERS.slice(3, 6)) platform.setGrade(learner, column, 90);
      await set.stepDown();
      await pass([], 6);
      for (const learner of LEARNERS.slice(6)) platform.setGrade(learner, column, 90);
      await set.killPrimary();
      await pass([], 9);
      await expect
        .poll(() => answers.get(200), { timeout: PATIENCE_MS, interval: 100 })
        .toBeGreaterThan(20);

      isAsking = false;
      await Promise.all([...readers, ...writers]);
      console.log('answers:', Object.fromEntries(answers));
      expect([...answers.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect((await teacher.browser.get(teacher.rulePage)).status).toBe(200);
      expect((await fetch(`${proxy.url}/readyz`)).status).toBe(200);
      const awards = await world.connection.db!.collection('awards').find().toArray();
      expect(awards.map((award) => String(award['userId'])).sort()).toEqual(
        LEARNERS.map((one) => platform.person(one).sub).sort(),
      );
      expect(await count('credentials')).toBe(LEARNERS.length);
    },
    5 * PATIENCE_MS,
  );
});
