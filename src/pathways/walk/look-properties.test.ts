import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStore, type TestStore } from '../../store/index.js';
import { milestonesOf, stepsOf, type Group } from '../model/pathway.js';
import { progressOf } from '../model/progress.js';
import { makeGroup, makePathway } from '../model/testing/make-pathway.js';
import { begin } from '../testing/begin-walk.js';
import { Crash, dyingAfter, useWalk } from '../testing/use-walk.js';
import { lookAt } from './look.js';

let store: TestStore;
let world: ReturnType<typeof useWalk>;
beforeAll(async () => {
  store = await startTestStore();
  world = useWalk(store);
  await store.buildIndexes();
});
afterAll(() => store.close());

/** Orders go from earlier groups to later ones; each group has a milestone. */
const anyPathway = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      need: fc.constantFrom('all' as const, 'any' as const),
      isAfter: fc.boolean(),
      isHard: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) =>
    makePathway(
      drawn.map(({ count: steps, need, isAfter, isHard }, at): Group => {
        const names = Array.from({ length: steps }, (_, s) => `s${at}.${s}`);
        const group = makeGroup(`g${at}`, names, { need: { kind: need }, milestone: `m${at}` });
        const kind = isHard ? ('hard' as const) : ('advice' as const);
        return { ...group, after: isAfter && at > 0 ? [{ id: `g${at - 1}`, kind }] : [] };
      }),
    ),
  );

const anyAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('give' as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const), at: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('die' as const), at: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), at: fc.nat(9) }) },
);

test('property: whatever is given, taken, repeated and killed, no milestone is early, twice or missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPathway,
      fc.constantFrom('keep' as const, 'revoke' as const),
      fc.array(anyAction, { minLength: 4, maxLength: 22 }),
      async (drawn, policy, actions) => {
        const { id, content, ann } = await begin(world, {
          ...drawn,
          afterLoss: { policy, graceDays: 3 },
        });
        const steps = stepsOf(content);
        const all = milestonesOf(content).map(({ milestone }) => milestone.achievementId ?? '');
        const reachedNow = async () => {
          const since = new Map<string, Date>();
          for (const { id: step, what } of steps) {
            const key = `${ann.platformId}/${ann.userId}`;
            const achievementId = what.kind === 'own' ? what.achievementId : '';
            for (const { state, awardedAt } of await world.awards.findFor(achievementId, [key]))
              if (state === 'active') since.set(step, awardedAt);
          }
          return new Set(progressOf(content, { since }).reached.map((one) => one.achievementId));
        };
        const early: string[] = [];
        world.atIssue.splice(0, Infinity, async ({ achievementId, ruleId }) => {
          if (ruleId === `pathway-${id}` && !(await reachedNow()).has(achievementId))
            early.push(achievementId);
        });
        for (const action of actions) {
          const step = steps[action.at % steps.length];
          const achievementId = step?.what.kind === 'own' ? step.what.achievementId : '';
          if (action.do === 'give') await world.award(ann, achievementId);
          else if (action.do === 'take') await world.revoke(ann, achievementId);
          else if (action.do === 'wait') world.passDays(action.at);
          else if (action.do === 'look')
            await Promise.all(Array.from({ length: action.at + 1 }, () => lookAt(world.deps, ann)));
          else
            await lookAt(dyingAfter(world.deps, action.at), ann).catch((error: unknown) => {
              if (!(error instanceof Crash)) throw error;
            });
        }
        await lookAt(world.deps, ann);
        world.passDays(4);
        await lookAt(world.deps, ann);
        await lookAt(world.deps, ann);
        const reached = await reachedNow();
        const found = await world.milestones(ann, all);
        expect(early).toEqual([]);
        for (const achievementId of all) {
          // One award, whatever happened: a second state would stand beside the first one.
          expect(['active', 'revoked', undefined]).toContain(found[achievementId]);
          if (reached.has(achievementId)) expect(found[achievementId]).toBe('active');
          else if (policy === 'revoke') expect(found[achievementId]).not.toBe('active');
        }
        expect(new Set(world.issued).size).toBe(world.issued.length);
        expect(await world.deps.claims.listDue(world.clock.now(), world.clock.now(), 50)).toEqual(
          [],
        );
      },
    ),
    { numRuns: 40 },
  );
}, 240_000);
