import { afterEach, describe, expect, it } from 'vitest';
import { createPathwayStore } from '../../src/pathways/keep/pathway-store.js';
import { beginDrawing, drawOne } from '../features/pathways/use-drawing.js';
import { activate, openWorld, type Closing } from './open-world.js';
import { PATIENCE_MS } from './processes.js';

const closing: Closing = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

const LEARNERS = Array.from({ length: 8 }, (_, n) => `learner${n + 1}`);
const MONGO = process.env['TEST_MONGODB_URL'];

describe.each([
  ['moodle', 'owner'],
  ['canvas', 'guest'],
] as const)('two processes and a pathway on a %s-like platform', (kind, who) => {
  it(
    `give each milestone once, when the ${who} of the store is killed while it gives`,
    async () => {
      const world = await openWorld(closing, kind, MONGO);
      const { proxy, platform, tool, processes, connection, count } = world;
      const { browser } = await activate(world);
      const [rule] = await connection.collection('rules').find().toArray();
      const store = createPathwayStore(connection);
      const at = { url: proxy.url, pathways: { store } };
      const drawing = await beginDrawing(at, browser, 'Programme');
      await drawOne(drawing, [String(rule!['achievementId'])]);
      await drawing.act({ do: 'publish', backfill: 'yes' });
      expect(await drawing.stored()).toMatchObject({ state: 'published' });

      for (const learner of LEARNERS) platform.setGrade(learner, tool.link.column!, 90);
      await expect
        .poll(() => count('pathway_claims'), { timeout: PATIENCE_MS, interval: 10 })
        .toBeGreaterThan(0);
      // In the middle: a milestone is claimed, and whatever comes after that is not yet done for all.
      await processes[who].kill();

      // A badge and two milestones each.
      await expect
        .poll(() => count('credentials').catch(() => 0), { timeout: PATIENCE_MS, interval: 200 })
        .toBe(3 * LEARNERS.length);
      const awards = () =>
        connection
          .collection('awards')
          .find({ ruleId: `pathway-${drawing.id}` })
          .toArray();
      await expect
        .poll(async () => (await awards()).filter((award) => award['todo']).length, {
          timeout: PATIENCE_MS,
          interval: 200,
        })
        .toBe(0);
      const ofEach = new Set(
        (await awards()).map(
          (award) => `${String(award['userId'])} ${String(award['achievementId'])}`,
        ),
      );
      expect(ofEach.size).toBe(2 * LEARNERS.length);
      expect(await awards()).toHaveLength(2 * LEARNERS.length);
      expect(await count('pathway_claims')).toBe(2 * LEARNERS.length);
    },
    5 * PATIENCE_MS,
  );
});
