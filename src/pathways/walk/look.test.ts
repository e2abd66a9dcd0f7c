import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStore, type TestStore } from '../../store/index.js';
import type { PathwayContent } from '../model/pathway.js';
import { makeGroup, makePathway, makeStep } from '../model/testing/make-pathway.js';
import { begin as beginIn, milestones, own } from '../testing/begin-walk.js';
import { useWalk } from '../testing/use-walk.js';
import { lookAt } from './look.js';

let store: TestStore;
let world: ReturnType<typeof useWalk>;
beforeAll(async () => {
  store = await startTestStore();
  world = useWalk(store);
  await store.buildIndexes();
});
afterAll(() => store.close());

const TWO = makePathway([
  makeGroup('base', ['a', 'b'], { milestone: 'm-base' }),
  makeGroup('more', ['c', 'd'], { need: { kind: 'any' }, after: ['base'], milestone: 'm-more' }),
]);

const begin = (...drawn: [PathwayContent, { backfill?: boolean }?]) => beginIn(world, ...drawn);

describe('milestones', () => {
  test('are given one after the other as their steps come, and not again', async () => {
    const { give, look, has, ann, id } = await begin(TWO);
    await give('a');
    await look();
    expect(await has()).toEqual({});
    expect(await world.deps.walks.find(id, ann.personId)).toMatchObject({
      version: 1,
      state: 'under-way',
      done: ['a'],
    });
    await give('b');
    await look();
    expect(await has()).toEqual({ 'm-base': 'active' });
    await give('d');
    await Promise.all([look(), look(), look()]);
    expect(await has()).toEqual({ 'm-base': 'active', 'm-more': 'active', 'm-whole': 'active' });
    const issued = world.issued.length;
    await look();
    expect(world.issued).toHaveLength(issued);
  });

  test('a lost step: kept, asked about, or revoked after the grace, and given back with the step', async () => {
    const kept = await begin(TWO);
    for (const name of ['a', 'b']) await kept.give(name);
    await kept.look();
    await kept.take('a');
    await kept.look();
    expect(await kept.has()).toEqual({ 'm-base': 'active' });
    expect(await world.deps.claims.listLost(kept.id, 10)).toEqual([]);

    const asked = await begin({ ...TWO, afterLoss: { policy: 'ask', graceDays: 0 } });
    for (const name of ['a', 'b']) await asked.give(name);
    await asked.look();
    await asked.take('a');
    await asked.look();
    expect(await asked.has()).toEqual({ 'm-base': 'active' });
    expect(await world.deps.claims.listLost(asked.id, 10)).toMatchObject([{ of: 'base' }]);

    const hard = await begin({ ...TWO, afterLoss: { policy: 'revoke', graceDays: 7 } });
    for (const name of ['a', 'b']) await hard.give(name);
    await hard.look();
    await hard.take('a');
    await hard.look();
    expect(await hard.has()).toEqual({ 'm-base': 'active' });
    world.passDays(8);
    await hard.look();
    expect(await hard.has()).toEqual({ 'm-base': 'revoked' });
    await hard.give('a');
    await hard.look();
    expect(await hard.has()).toEqual({ 'm-base': 'active' });
    expect(await world.deps.claims.listLost(hard.id, 10)).toEqual([]);
  });

  test('what was reached before a version that gives nothing for it is not given by itself', async () => {
    const { id, content } = own(TWO);
    const ann = world.person(`ann-${id}`);
    for (const name of ['a', 'b']) await world.award(ann, `${id}-${name}`);
    world.passDays(1);
    await world.publish(id, content, { backfill: false });
    await lookAt(world.deps, ann);
    expect(await world.milestones(ann, milestones(id))).toEqual({});
    world.passDays(1);
    await world.award(ann, `${id}-c`);
    await lookAt(world.deps, ann);
    expect(Object.keys(await world.milestones(ann, milestones(id))).sort()).toEqual([
      `${id}-m-more`,
      `${id}-m-whole`,
    ]);
    await world.deps.pathways.setBackfill(id, 1);
    await lookAt(world.deps, ann);
    expect(Object.keys(await world.milestones(ann, milestones(id)))).toHaveLength(3);
  });

  test('people keep the version they began; a new one gives nothing twice', async () => {
    const { id, content, ann, give, look, has } = await begin(TWO);
    await give('a');
    await look();
    world.passDays(1);
    const [base, ...rest] = content.groups;
    const wider = {
      ...content,
      groups: [{ ...base!, steps: [...base!.steps, makeStep(`${id}-z`)] }, ...rest],
    };
    await world.publish(id, wider, { version: 2 });
    const bob = world.person(`bob-${id}`);
    for (const name of ['a', 'b']) await give(name, bob);
    await give('b');
    for (const who of [ann, bob]) await look(who);
    expect(await has()).toEqual({ 'm-base': 'active' });
    expect(await has(bob)).toEqual({});
    expect((await world.deps.walks.find(id, bob.personId))?.version).toBe(2);
    const walk = await world.deps.walks.find(id, ann.personId);
    expect(await world.deps.walks.move(walk!, 2)).toBe(true);
    await look();
    expect(await has()).toEqual({ 'm-base': 'active' });
  });

  test('badges of several platforms and of elsewhere count for who has proven to be one', async () => {
    const issuerId = 'https://trade.example/issuer';
    const foreign = { kind: 'foreign', name: 'Welding', issuerId } as const;
    const drawn = makePathway([
      {
        ...makeGroup('g', ['a', 'b']),
        steps: [...makeGroup('g', ['a', 'b']).steps, { ...makeStep('f'), what: foreign }],
      },
    ]);
    const { id, ann, give, look } = await begin(drawn);
    const elsewhere = world.person(`ann-${id}`, 'p2');
    await give('a');
    await give('b', elsewhere);
    world.brought.set(id, [{ id: 'k1', name: 'Welding', issuerId, at: world.clock.now() }]);
    await look();
    expect(await world.milestones(ann, milestones(id))).toEqual({});
    world.homes.set(id, [elsewhere.personId, ann.personId]);
    await lookAt(world.deps, elsewhere);
    expect(await world.milestones(ann, milestones(id))).toEqual({ [`${id}-m-whole`]: 'active' });
    expect(await world.milestones(elsewhere, milestones(id))).toEqual({});
  });

  test('a badge that was revoked by hand, or denied, is not given by a pathway', async () => {
    const { id, ann, give, look, has } = await begin(TWO);
    for (const name of ['a', 'b']) await give(name);
    await look();
    const claim = await world.deps.claims.find(`${id}-m-base`, ann.personId);
    const [award] = await world.awards.findByIds([claim!.awardId]);
    const at = world.clock.now();
    await world.awards.retract(award!, { reason: 'r', actor: 'x', takenAt: at, until: at });
    await look();
    world.passDays(2);
    await look();
    expect(await has()).toEqual({ 'm-base': 'revoked' });
  });

  test('whoever had everything erased is not looked at', async () => {
    const { give, ann, has } = await begin(TWO);
    for (const name of ['a', 'b']) await give(name);
    const erased = {
      ...world.deps.people,
      findMany: () =>
        Promise.resolve([{ ...ann, id: ann.personId, erasedAt: new Date() } as never]),
    };
    await lookAt({ ...world.deps, people: erased }, ann);
    expect(await has()).toEqual({});
  });
});
