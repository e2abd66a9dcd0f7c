import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../src/base/index.js';
import { personIdOf } from '../../src/people/index.js';
import { beginDrawing, drawOne, openProgramme, setUpAt } from '../features/pathways/use-drawing.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import type { CutOrder } from './store-proxy.js';
import { startWorkerOn, type Worker } from './world.js';

/** More rounds than there are writes: the last one kills nobody. */
const MOST_WRITES = 60;
/** Longer than what a dead worker held. */
const ALL_RUN_OUT_MS = 15 * 60_000;

describe.each(['before', 'after'] as const)(
  'a worker killed %s any of its writes while it gives the milestones of a pathway',
  (when) => {
    const clock = createTestClock(new Date());
    const pause = (ms: number) => {
      clock.advance(Math.ceil(ms));
      return Promise.resolve();
    };
    let laurel: TestLaurel;
    let world: Awaited<ReturnType<typeof openProgramme>>;
    let pathwayId = '';

    beforeAll(async () => {
      laurel = await startTestLaurel({ clock, pause });
      world = await openProgramme(laurel, 'moodle', { clock, learners: MOST_WRITES + 2 });
      const { achievementId } = await setUpAt(laurel, world.tenant, 'Reading', 50);
      const drawing = await beginDrawing(laurel, world.teacher, 'Programme');
      await drawOne(drawing, [achievementId]);
      await drawing.act({ do: 'publish', backfill: 'yes' });
      pathwayId = drawing.id;
      await laurel.pathways.look();
    });
    afterAll(async () => {
      await world.platform.close();
      await laurel.close();
    });

    /** Has a worker look at everybody, and kills it at one of its writes. @returns that write; null where it was done before */
    async function killAt(worker: Worker, order: CutOrder): Promise<string | null> {
      let step: string | null = null;
      let death: Promise<void> | null = null;
      worker.proxy.arm(order, () => {
        step = worker.proxy.writes.at(-1) ?? '';
        death = worker.end();
      });
      const error = await worker.pathways.look().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      await (death ?? worker.end());
      // Whoever was not killed has no excuse.
      if (step === null && error !== null) throw error as Error;
      return step;
    }

    /** What there is of somebody's milestones. */
    async function found(userId: string) {
      const { connection } = laurel.store;
      const personId = personIdOf(world.course.platformId, userId);
      const awards = await connection
        .collection('awards')
        .find({ userId, ruleId: `pathway-${pathwayId}` })
        .toArray();
      const claims = await connection.collection('pathway_claims').find({ personId }).toArray();
      const badges = await laurel.credentials.listByPerson(personId);
      const given = (
        await laurel.audit.list({ subject: `pathway:${pathwayId}`, limit: 500 })
      ).filter(
        ({ action, details }) =>
          action === 'milestone.given' &&
          (details as { personKey?: string }).personKey === `${world.course.platformId}/${userId}`,
      );
      return {
        awards: awards.map(({ state, todo }) => [state, todo ?? 'done']),
        claims: claims.map(({ todo }) => todo ?? 'done'),
        badges: badges.map(({ achievementName, state }) => `${achievementName} ${state}`).sort(),
        given: given.length,
        walk: (await laurel.pathways.walks.find(pathwayId, personId))?.state,
      };
    }

    it('leaves nothing that another one does not finish: each milestone once', async () => {
      const steps: string[] = [];
      for (let write = 1; write <= MOST_WRITES; write += 1) {
        const who = `learner${write}`;
        world.platform.setGrade(who, world.tool.link.column!, 90);
        clock.advance(2_000);
        await laurel.checks.check(world.course);
        await laurel.feed.tell();
        const step = await killAt(await startWorkerOn(laurel, { clock, pause }), { write, when });
        clock.advance(ALL_RUN_OUT_MS);
        const next = await startWorkerOn(laurel, { clock, pause });
        // The one that goes on is not alone.
        await Promise.all([next.pathways.look(), laurel.pathways.look()]);
        await next.feed.tell();
        await next.pathways.look();
        await next.end();
        expect(
          await found(world.platform.person(who).sub),
          `killed at ${step ?? 'nothing'}`,
        ).toEqual({
          awards: [
            ['active', 'done'],
            ['active', 'done'],
          ],
          claims: ['done', 'done'],
          badges: ['All done valid', 'Reading valid', 'Steps done valid'],
          given: 2,
          walk: 'done',
        });
        if (step === null) break;
        steps.push(step);
      }
      expect(steps.length).toBeLessThan(MOST_WRITES);
      const collections = new Set(steps.map((step) => step.split(' ')[1]));
      expect([...collections]).toEqual(
        expect.arrayContaining(['awards', 'credentials', 'pathway_claims', 'pathway_walks']),
      );
    }, 280_000);
  },
);
