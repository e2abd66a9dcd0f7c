import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addGroup, addStep, moveStep, placeStep, removeGroup, setMilestone } from './edit.js';
import { isBadgeOf } from './match-foreign.js';
import { findOrderCircle } from './order.js';
import { stepsOf, WHOLE, type After, type Group, type PathwayContent } from './pathway.js';
import { findProblems, type Surroundings } from './problems.js';
import { progressOf } from './progress.js';
import { makeGroup, makePathway, makeStep } from './testing/make-pathway.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const held = (days: Record<string, number>) => ({
  since: new Map(Object.entries(days).map(([id, n]) => [id, day(n)])),
});
const NOTHING = { earnable: new Set<string>(), badgeCircle: null };
const around = (...ids: string[]) => ({ ...NOTHING, earnable: new Set(ids) });

describe('how far a learner is', () => {
  const content = makePathway([
    makeGroup('base', ['a', 'b'], { milestone: 'm-base' }),
    makeGroup('choice', ['c', 'd', 'e'], { need: { kind: 'atLeast', count: 2 }, after: ['base'] }),
  ]);

  test('a group counts when as many as it needs are done, a locked step is neither begun nor done', () => {
    const progress = progressOf(content, held({ a: 1 }));
    expect(progress.groups.map(({ state, done, needed }) => [state, done, needed])).toEqual([
      ['under-way', 1, 2],
      ['locked', 0, 2],
    ]);
    expect(progress.groups[1]?.steps[0]).toMatchObject({ state: 'locked', waitsFor: ['base'] });
    expect(progress.reached).toEqual([]);
  });

  test('a badge earned before its turn counts from the day on which what comes first is done', () => {
    const early = progressOf(content, held({ c: 1, d: 2, a: 3 }));
    expect(early.groups[1]?.steps[0]).toMatchObject({ state: 'under-way', isHeld: true });
    const late = progressOf(content, held({ c: 1, d: 2, a: 3, b: 9 }));
    expect(late.doneAt).toEqual(day(9));
    expect(late.reached.map(({ of, achievementId, steps }) => [of, achievementId, steps])).toEqual([
      ['base', 'm-base', ['a', 'b']],
      [WHOLE, 'm-whole', ['a', 'b', 'c', 'd']],
    ]);
  });

  test('advice locks nothing and is told; an optional step is never needed', () => {
    const advised = makePathway([
      {
        ...makeGroup('g', ['a']),
        steps: [
          makeStep('a'),
          makeStep('b', { after: [{ id: 'a', kind: 'advice' }] }),
          makeStep('c', { isOptional: true }),
        ],
      },
    ]);
    const before = progressOf(advised, held({}));
    expect(before.groups[0]?.steps[1]).toMatchObject({ state: 'next', better: ['a'] });
    expect(progressOf(advised, held({ a: 1, b: 2 })).doneAt).toEqual(day(2));
    expect(progressOf(advised, held({ b: 2, c: 2 })).doneAt).toBeUndefined();
  });
});

describe('what cannot be published', () => {
  const codes = (content: PathwayContent, known: Surroundings = around('a', 'b', 'c')) =>
    findProblems(content, known).map(({ code }) => code);

  test('a pathway without fault has none', () => {
    expect(codes(makePathway([makeGroup('g', ['a', 'b'])]))).toEqual([]);
  });

  test('empty, unnamed, too much asked for, the same badge twice, nobody can earn it', () => {
    expect(codes({ ...makePathway([]), name: ' ' })).toEqual(['unnamed', 'no_groups']);
    expect(codes(makePathway([makeGroup('g', [])]))).toEqual(['empty_group']);
    const optional = makeGroup('g', ['a'], { milestone: 'm' });
    const allOptional = optional.steps.map((step) => ({ ...step, isOptional: true }));
    expect(codes(makePathway([{ ...optional, steps: allOptional }]))).toEqual(['empty_milestone']);
    const two = makeGroup('g', ['a', 'b'], { need: { kind: 'atLeast', count: 3 } });
    expect(codes(makePathway([two]))).toEqual(['too_many_needed']);
    const twice = { ...makeGroup('g', []), steps: [makeStep('a'), { ...makeStep('a'), id: 'x' }] };
    expect(codes(makePathway([twice]))).toEqual(['twice']);
    expect(codes(makePathway([makeGroup('g', ['z'])]))).toEqual(['unearnable']);
    const none = setMilestone(makePathway([makeGroup('g', ['a'])]), WHOLE, null);
    expect(codes(none)).toEqual(['no_milestone']);
  });

  test('a circle of steps, of groups, and through a group are found, and named', () => {
    const after = (id: string): After[] => [{ id, kind: 'hard' }];
    const ring = makePathway([
      {
        ...makeGroup('g', []),
        steps: [makeStep('a', { after: after('b') }), makeStep('b', { after: after('a') })],
      },
    ]);
    expect(findProblems(ring, around('a', 'b'))).toEqual([
      { code: 'circle', values: { names: 'a → b → a' } },
    ]);
    const groups = makePathway([
      makeGroup('g', ['a'], { after: ['h'] }),
      makeGroup('h', ['b'], { after: ['g'] }),
    ]);
    expect(codes(groups)).toEqual(['circle']);
    const through = makePathway([
      { ...makeGroup('g', []), steps: [makeStep('a', { after: after('g') })] },
    ]);
    expect(codes(through)).toEqual(['circle']);
    expect(
      codes(makePathway([makeGroup('g', ['a'])]), { ...around('a'), badgeCircle: ['A', 'A'] }),
    ).toEqual(['badge_circle']);
  });
});

describe('drawing', () => {
  test('a step moves past the end of its group into the next one, and back', () => {
    const content = makePathway([makeGroup('g', ['a', 'b']), makeGroup('h', ['c'])]);
    const orders = (one: PathwayContent) =>
      one.groups.map(({ steps }) => steps.map(({ id }) => id).join(''));
    const down = moveStep(content, 'b', 1);
    expect(orders(down)).toEqual(['a', 'bc']);
    expect(orders(moveStep(down, 'b', -1))).toEqual(['ab', 'c']);
    expect(orders(moveStep(content, 'a', -1))).toEqual(['ab', 'c']);
    expect(orders(placeStep(content, 'c', 'g', 1))).toEqual(['acb', '']);
  });

  test('what is taken away is asked for by nothing any more; a milestone keeps its achievement', () => {
    const content = makePathway([
      makeGroup('g', ['a'], { milestone: 'm' }),
      makeGroup('h', ['b'], { after: ['g'] }),
    ]);
    expect(removeGroup(content, 'g').groups[0]?.after).toEqual([]);
    const renamed = setMilestone(content, 'g', { name: 'New', description: 'd' });
    expect(renamed.groups[0]?.milestone).toEqual({
      achievementId: 'm',
      name: 'New',
      description: 'd',
    });
    expect(setMilestone(content, WHOLE, null)).not.toHaveProperty('milestone');
    expect(addStep(addGroup(content, 'n', 'N'), 'n', makeStep('z')).groups[2]?.steps).toHaveLength(
      1,
    );
  });
});

describe('badges of elsewhere', () => {
  const step = {
    kind: 'foreign',
    name: 'Welding',
    issuerId: 'https://Trade.example/issuer/',
  } as const;
  test('the issuer always counts: anybody may name an achievement', () => {
    const achievementId = 'https://trade.example/a/1';
    const asked = { ...step, achievementId };
    const brought = { name: 'Other', issuerId: 'https://trade.example/issuer', achievementId };
    expect(isBadgeOf(asked, brought)).toBe(true);
    expect(isBadgeOf(asked, { ...brought, issuerId: 'https://mallory.example/' })).toBe(false);
    expect(isBadgeOf(asked, { name: 'Welding', achievementId })).toBe(false);
    expect(isBadgeOf(asked, { name: 'Welding', issuerId: brought.issuerId })).toBe(false);
    expect(isBadgeOf(step, { name: ' welding', issuerId: brought.issuerId })).toBe(true);
    expect(isBadgeOf(step, brought)).toBe(false);
  });
});

/** A pathway whose order goes from earlier to later only. */
const anyPathway = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      need: fc.constantFrom('all', 'any', 'two'),
      after: fc.array(fc.nat(3), { maxLength: 2 }),
      steps: fc.array(fc.tuple(fc.nat(11), fc.boolean(), fc.boolean()), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drawn): PathwayContent => {
    const groups: Group[] = [];
    for (const [g, { count, need, after, steps }] of drawn.entries()) {
      const earlier = groups.flatMap((group) => group.steps.map(({ id }) => id));
      const kind = (hard: boolean) => (hard ? ('hard' as const) : ('advice' as const));
      groups.push({
        ...makeGroup(`g${g}`, []),
        need:
          need === 'two' ? { kind: 'atLeast', count: Math.min(2, count) } : { kind: need as 'all' },
        after: after
          .filter((at) => at < g)
          .map((at) => ({ id: `g${at}`, kind: kind(at % 2 === 0) })),
        steps: Array.from({ length: count }, (_, s) => {
          const [at = 0, isOptional = false, hard = false] = steps[s] ?? [];
          const id = earlier[at];
          return makeStep(`s${g}.${s}`, {
            isOptional: isOptional && s > 1,
            after: id === undefined ? [] : [{ id, kind: kind(hard) }],
          });
        }),
        milestone: { achievementId: `m${g}`, name: 'M', description: 'd' },
      });
    }
    return makePathway(groups);
  });

/** The same by definition: what is done is the least set that follows from what is held, found by repetition. */
function doneByDefinition(content: PathwayContent, holds: ReadonlySet<string>): Set<string> {
  const done = new Set<string>();
  for (let before = -1; before !== done.size;) {
    before = done.size;
    for (const group of content.groups) {
      const hard = (after: readonly After[]) =>
        after.every(({ id, kind }) => kind === 'advice' || done.has(id));
      for (const step of group.steps)
        if (holds.has(step.id) && hard(group.after) && hard(step.after)) done.add(step.id);
      const required = group.steps.filter(({ isOptional }) => !isOptional);
      const count = required.filter(({ id }) => done.has(id)).length;
      const needed =
        group.need.kind === 'all'
          ? required.length
          : group.need.kind === 'any'
            ? 1
            : group.need.count;
      if (required.length > 0 && count >= Math.min(needed, required.length)) done.add(group.id);
    }
  }
  return done;
}

test('property: what is done is what follows from what is held; more badges never take anything away', () => {
  fc.assert(
    fc.property(anyPathway, fc.array(fc.nat(15)), fc.nat(15), (content, picks, one) => {
      const ids = stepsOf(content).map(({ id }) => id);
      const pick = (at: number) => ids[at % ids.length] ?? '';
      expect(findOrderCircle(content)).toBeNull();
      const since = new Map(picks.map((at, index) => [pick(at), day(index + 1)]));
      const progress = progressOf(content, { since });
      const expected = doneByDefinition(content, new Set(since.keys()));
      const found = [
        ...progress.groups.filter(({ state }) => state === 'done'),
        ...progress.groups.flatMap(({ steps }) => steps.filter(({ state }) => state === 'done')),
      ];
      expect(new Set(found.map(({ id }) => id))).toEqual(expected);
      expect(progress.reached.map(({ of }) => of).filter((of) => of !== WHOLE)).toEqual(
        content.groups.map(({ id }) => id).filter((id) => expected.has(id)),
      );
      // Nothing counts before the last badge that it rests on was there.
      for (const { reachedAt, steps } of progress.reached)
        expect(reachedAt.getTime()).toBeGreaterThanOrEqual(
          content.need.kind === 'all'
            ? Math.min(...steps.map((id) => since.get(id)?.getTime() ?? Infinity))
            : 0,
        );
      const more = progressOf(content, { since: new Map([...since, [pick(one), day(30)]]) });
      for (const { of } of progress.reached) expect(more.reached.map((r) => r.of)).toContain(of);
    }),
    { numRuns: 300 },
  );
});
