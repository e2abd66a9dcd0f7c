import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStore, type TestStore } from '../../store/index.js';
import { milestonesOf, stepsOf, type Group, type PathwayContent } from '../model/pathway.js';
import { progressOf } from '../model/progress.js';
import { makeGroup, makePathway, makeStep } from '../model/testing/make-pathway.js';
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

/** Orders go from earlier groups and steps to later ones; each group has a milestone, and a step that is needed. */
const anyPathway = fc
  .record({
    whole: fc.constantFrom('all' as const, 'any' as const),
    groups: fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 4 }),
        need: fc.constantFrom('all' as const, 'any' as const, 'two' as const),
        isAfter: fc.boolean(),
        isHard: fc.boolean(),
        hasOptional: fc.boolean(),
        isChain: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ whole, groups }): PathwayContent => ({
    ...makePathway(
      groups.map(({ count, need, isAfter, isHard, hasOptional, isChain }, at): Group => {
        const kind = isHard ? ('hard' as const) : ('advice' as const);
        const steps = Array.from({ length: count }, (_, s) =>
          makeStep(`s${at}.${s}`, {
            isOptional: hasOptional && count > 1 && s === count - 1,
            after: isChain && s > 0 ? [{ id: `s${at}.${s - 1}`, kind }] : [],
          }),
        );
        const required = steps.filter(({ isOptional }) => !isOptional).length;
        return {
          ...makeGroup(`g${at}`, [], { milestone: `m${at}` }),
          need: need === 'two' ? { kind: 'atLeast', count: Math.min(2, required) } : { kind: need },
          steps,
          after: isAfter && at > 0 ? [{ id: `g${at - 1}`, kind }] : [],
        };
      }),
    ),
    need: { kind: whole },
  }));

/** The next version asks for less of one group: one step fewer, or any one of them. */
function nextVersion(content: PathwayContent, at: number): PathwayContent {
  const which = at % content.groups.length;
  const groups = content.groups.map((group, index): Group => {
    if (index !== which) return group;
    const [first, ...rest] = group.steps;
    const fewer = at % 2 === 0 && first !== undefined && rest.some((step) => !step.isOptional);
    return fewer
      ? {
          ...group,
          need: { kind: 'all' },
          steps: rest.map((step) => ({
            ...step,
            after: step.after.filter(({ id }) => id !== first.id),
          })),
        }
      : { ...group, need: { kind: at % 3 === 0 ? 'all' : 'any' } };
  });
  return { ...content, groups };
}

const anyAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('give' as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const), at: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('die' as const), at: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retract' as const), at: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), at: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('version' as const), at: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), at: fc.nat(1) }) },
);

test('property: whatever is given, taken, restored, repeated, moved and killed, no milestone is early, twice or missing', async () => {
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
        const versions = [content];
        const walkedContent = async () => {
          const walk = await world.deps.walks.find(id, ann.personId);
          return versions[(walk?.version ?? versions.length) - 1] ?? content;
        };
        const all = milestonesOf(content).map(({ milestone }) => milestone.achievementId ?? '');
        const reachedNow = async () => {
          const since = new Map<string, Date>();
          for (const { id: step, what } of steps) {
            const key = `${ann.platformId}/${ann.userId}`;
            const achievementId = what.kind === 'own' ? what.achievementId : '';
            for (const { state, awardedAt } of await world.awards.findFor(achievementId, [key]))
              if (state === 'active') since.set(step, awardedAt);
          }
          const walked = await walkedContent();
          return new Set(progressOf(walked, { since }).reached.map((one) => one.achievementId));
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
          else if (action.do === 'retract') await world.retract(ann, achievementId);
          else if (action.do === 'restore') await world.restore(ann, achievementId);
          else if (action.do === 'version') {
            const latest = versions.at(-1) ?? content;
            versions.push(nextVersion(latest, action.at));
            world.passDays(1 / 86_400);
            await world.publish(id, versions.at(-1) ?? content, { version: versions.length });
          } else if (action.do === 'move') {
            const walk = await world.deps.walks.find(id, ann.personId);
            if (walk !== null) await world.deps.walks.move(walk, versions.length);
          } else if (action.do === 'wait') world.passDays(action.at);
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
