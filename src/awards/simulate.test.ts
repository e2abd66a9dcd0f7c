import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock, UpstreamFailed } from '../base/index.js';
import type { Grade, Pull } from '../grades/index.js';
import { makeGrade, makeInput, makePull, makeRule, type Rule } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { personKey } from './award.js';
import { createAwardStore, type AwardStore } from './award-store.js';
import { simulate, type Simulation } from './simulate.js';

const clock = createTestClock(new Date('2026-11-21T10:00:05Z'));
let store: TestStore;
let awards: AwardStore;
beforeAll(async () => {
  store = await startTestStore();
  awards = createAwardStore(store.connection);
});
afterAll(() => store.close());

/** @param pulled by assessment, or what reading it throws */
async function run(
  pulled: Record<string, Pull | Error> | readonly Grade[],
  given: {
    rule?: Rule;
    everybody?: readonly string[];
    learners?: readonly string[] | null;
    onLearners?: (wanted: readonly string[]) => unknown;
  } = {},
): Promise<Simulation> {
  const rule = given.rule ?? makeRule();
  const all = Array.isArray(pulled)
    ? { 'https://lms.test/items/1': makePull(pulled as readonly Grade[]) }
    : (pulled as Record<string, Pull | Error>);
  const learners = given.learners ?? null;
  return simulate(
    {
      clock,
      awards,
      pull: (_course, { assessmentId }) => {
        const found = all[assessmentId];
        return found instanceof Error || found === undefined
          ? Promise.reject(found ?? new Error(`nothing at ${assessmentId}`))
          : Promise.resolve(found);
      },
      learners: (_course, wanted) => {
        given.onLearners?.(wanted);
        return Promise.resolve(learners && new Set(learners));
      },
    },
    rule,
    given.everybody ?? [],
  );
}

const names = (list: Simulation['earned']) => list.map((each) => each.userId);

describe('simulate', () => {
  it('sorts everybody by what the rule would decide, at full precision', async () => {
    const seen = await run([
      makeGrade('at', '70'),
      makeGrade('written-long', '70.000000'),
      makeGrade('hair-below', '69.9999999999'),
      makeGrade('five-below', '65'),
      makeGrade('more-below', '64.9999'),
      makeGrade('zero', '0'),
    ]);
    expect(names(seen.earned)).toEqual(['at', 'written-long']);
    expect(names(seen.near)).toEqual(['five-below', 'hair-below']);
    expect(names(seen.notYet)).toEqual(['more-below', 'zero']);
    expect(seen.withoutGrade).toEqual([]);
  });

  it('counts five points in a hundred of any maximum as near', async () => {
    const rule = makeRule({
      inputs: [makeInput({ maximum: '7.5', mark: { kind: 'points', value: '6' } })],
    });
    const grade = (userId: string, score: string) => makeGrade(userId, score, { maximum: '7.5' });
    const seen = await run([grade('near', '5.625'), grade('far', '5.624')], { rule });
    expect(names(seen.near)).toEqual(['near']);
    expect(names(seen.notYet)).toEqual(['far']);
  });

  it('tells who has no grade from who has not passed, the enrolled without a row among them', async () => {
    const seen = await run(
      [
        makeGrade('empty', null),
        makeGrade('pending', null, { state: 'pending' }),
        makeGrade('excused', null, { state: 'excused' }),
        makeGrade('failed', '3'),
      ],
      { everybody: ['failed', 'never-came'] },
    );
    expect(names(seen.notYet)).toEqual(['failed']);
    expect([...seen.withoutGrade].sort()).toEqual(['empty', 'excused', 'never-came', 'pending']);
  });

  it('is near where what is missing is near, and all else is there', async () => {
    const second = 'https://lms.test/items/2';
    const rule = makeRule({
      inputs: [makeInput(), makeInput({ id: 'i2', assessmentId: second })],
    });
    const pulled = {
      'https://lms.test/items/1': makePull([
        makeGrade('near-and-met', '68'),
        makeGrade('near-and-nothing', '68'),
        makeGrade('near-and-far', '68'),
      ]),
      [second]: makePull([
        makeGrade('near-and-met', '90'),
        makeGrade('near-and-nothing', null),
        makeGrade('near-and-far', '20'),
      ]),
    };
    const seen = await run(pulled, { rule });
    expect(names(seen.near)).toEqual(['near-and-met']);
    // One grade of two is not "no grade": what is there is missed.
    expect(names(seen.notYet)).toEqual(['near-and-far', 'near-and-nothing']);
    expect(seen.withoutGrade).toEqual([]);
  });

  it('is near too for who has the badge that the rule asks for, which has no points', async () => {
    const asked = { kind: 'badge', id: 'b', achievementId: 'first', name: 'First steps' } as const;
    const rule = makeRule({ inputs: [asked, makeInput()] });
    await awards.insertNew([
      {
        id: `${rule.id}-holder`,
        tenant: rule.tenant,
        ruleId: 'of-the-first',
        achievementId: 'first',
        achievementVersion: 1,
        personKey: personKey(rule.tenant.platformId, 'holder'),
        userId: 'holder',
        cycle: 1,
        state: 'active',
        by: 'rule',
        awardedAt: clock.now(),
        results: [],
      },
    ]);
    const grades = [makeGrade('holder', '68'), makeGrade('other', '68')];
    const seen = await run(grades, { rule });
    expect(names(seen.near)).toEqual(['holder']);
    expect(names(seen.notYet)).toEqual(['other']);
  });

  it('calls nobody near where no points are told that are needed', async () => {
    const unmarked = makeGrade('no-maximum', '68', { maximum: null });
    const rule = makeRule({ inputs: [makeInput({ maximum: null })] });
    const pulled = makePull([unmarked], { assessment: { title: 'Quiz 1', maximum: null } });
    const seen = await run({ 'https://lms.test/items/1': pulled }, { rule });
    expect(seen.near).toEqual([]);
    expect(seen.earned).toEqual([]);
  });

  it('says when it looked, and asks who of those with a grade are learners', async () => {
    let asked: readonly string[] = [];
    const seen = await run([makeGrade('one', '90'), makeGrade('two', null)], {
      onLearners: (wanted) => (asked = wanted),
    });
    expect(asked).toEqual(['one', 'two']);
    expect(seen.at).toEqual(clock.now());
    expect(seen.digest).toMatch(/^[\w-]{22}$/);
  });

  it('does not take for failed what could not be read, and says why', async () => {
    const error = new UpstreamFailed('upstream_timeout', 'lms.test did not answer in time.', {
      action: 'Try again later.',
    });
    const rule = makeRule({
      inputs: [makeInput(), makeInput({ id: 'i2', assessmentId: 'https://lms.test/items/2' })],
    });
    const seen = await run(
      {
        'https://lms.test/items/1': makePull([makeGrade('one', '90'), makeGrade('two', '10')]),
        'https://lms.test/items/2': error,
      },
      { rule },
    );
    // The second assessment may be passed or not; whoever failed the first has failed all the same.
    expect(names(seen.earned)).toEqual([]);
    expect(names(seen.notYet)).toEqual(['two']);
    expect(seen.withoutGrade).toEqual([]);
    expect(seen.problems).toEqual([
      {
        code: 'upstream_timeout',
        reason: 'lms.test did not answer in time.',
        remedy: 'Try again later.',
      },
    ]);
    const bare = new UpstreamFailed('upstream_timeout', 'No answer.');
    const { problems } = await run({ 'https://lms.test/items/1': bare });
    expect(problems).toEqual([{ code: 'upstream_timeout', reason: 'No answer.', remedy: '' }]);
  });

  it('lets a mistake of the program through, instead of calling it a problem of the platform', async () => {
    await expect(run({ 'https://lms.test/items/1': new TypeError('a bug') })).rejects.toThrow(
      TypeError,
    );
  });

  it('tells notices that hold it up from those that do not', async () => {
    const notice = (code: string, blocks: boolean) => ({ code, blocks, reason: code, remedy: '' });
    const seen = await run({
      'https://lms.test/items/1': makePull([makeGrade('one', '90')], {
        notices: [notice('frozen', true), notice('unmatched', false)],
      }),
    });
    expect(seen.problems.map(({ code }) => code)).toEqual(['frozen']);
    expect(seen.notes.map(({ code }) => code)).toEqual(['unmatched']);
  });

  it('leaves out who is no learner of the course', async () => {
    const grades = [makeGrade('learner', '90'), makeGrade('teacher', '100')];
    expect(names((await run(grades, { learners: ['learner'] })).earned)).toEqual(['learner']);
    // A platform that tells no roster: whoever has a grade counts.
    expect(names((await run(grades)).earned)).toEqual(['learner', 'teacher']);
  });

  it('says who waits for a date, up to its very moment', async () => {
    const grades = [makeGrade('one', '90')];
    const rule = (at: number) =>
      makeRule({ release: { policy: 'date', at: new Date(clock.now().getTime() + at) } });
    const before = await run(grades, { rule: rule(1) });
    expect([names(before.earned), names(before.waiting)]).toEqual([[], ['one']]);
    const then = await run(grades, { rule: rule(0) });
    expect([names(then.earned), names(then.waiting)]).toEqual([['one'], []]);
  });

  it('has another digest once somebody else would earn it, and the same for the same people', async () => {
    const first = await run([makeGrade('a', '90'), makeGrade('b', '20')]);
    const regraded = await run([makeGrade('b', '69.99'), makeGrade('a', '71')]);
    const another = await run([makeGrade('a', '90'), makeGrade('b', '70')]);
    expect(regraded.digest).toBe(first.digest);
    expect(another.digest).not.toBe(first.digest);
    const later = new Date(clock.now().getTime() + 1_000);
    const rule = makeRule({ release: { policy: 'date', at: later } });
    const waits = await run([makeGrade('a', '90')], { rule });
    const nobody = await run([makeGrade('a', '20')], { rule });
    expect(waits.digest).not.toBe(nobody.digest);
  });

  it('changes nothing', async () => {
    const rule = makeRule();
    await run([makeGrade('one', '90')], { rule });
    expect(await awards.countByRule(rule.id)).toBe(0);
  });
});
