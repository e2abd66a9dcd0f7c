import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grade } from '../grades/index.js';
import { makeGrade, makeInput, makeRule, READ_AT, type Rule } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { awardBatch } from './award-batch.js';
import { createAwardStore, type AwardStore } from './award-store.js';
import type { BatchDeps } from './batch-deps.js';
import { createDecisionStore, type DecisionStore } from './decision-store.js';
import type { Facts, InputFact } from './decision.js';

const now = new Date('2026-11-21T10:00:05Z');
const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(now.getTime() + ms);

let store: TestStore;
let awards: AwardStore;
let decisions: DecisionStore;
let deps: BatchDeps;
beforeAll(async () => {
  store = await startTestStore();
  awards = createAwardStore(store.connection);
  decisions = createDecisionStore(store.connection);
  await store.buildIndexes();
  deps = { awards, decisions, validity: () => Promise.resolve(null) };
});
afterAll(() => store.close());

const fact = (grade: Grade | null): InputFact => ({ readAt: READ_AT, grade });
/** What is known of some people about the one assessment of a rule. */
const factsOf = (people: Record<string, InputFact>): ReadonlyMap<string, Facts> =>
  new Map(
    Object.entries(people).map(([userId, known]) => [
      userId,
      { grades: { i1: known }, badges: new Set<string>() },
    ]),
  );
const scores = (people: Record<string, string | null>) =>
  factsOf(
    Object.fromEntries(
      Object.entries(people).map(([userId, score]) => [userId, fact(makeGrade(userId, score))]),
    ),
  );
const unread: InputFact = { problem: 'unreachable' };
const run = (rule: Rule, facts: ReadonlyMap<string, Facts>, at = now, using = deps) =>
  awardBatch(using, rule, facts, at);
const given = async (rule: Rule) =>
  (await awards.listByRule(rule.id))
    .filter(({ state }) => state === 'active')
    .map(({ userId }) => userId)
    .sort();
const awardOf = async (rule: Rule, userId: string) =>
  (await awards.listByRule(rule.id)).find((each) => each.userId === userId);

describe('awardBatch', () => {
  it('gives the badge from the mark on, at full precision, and to nobody without a grade', async () => {
    const rule = makeRule();
    const facts = scores({
      at: '70.000',
      above: '99.5',
      below: '69.99999999999999999999',
      zero: '0',
      none: null,
    });
    const outcome = await run(rule, facts);
    expect(outcome.granted.map(({ userId }) => userId).sort()).toEqual(['above', 'at']);
    expect(await given(rule)).toEqual(['above', 'at']);
    expect(outcome).toMatchObject({ changed: 5, fallen: 0 });
    expect((await awardOf(rule, 'at'))?.results).toEqual([
      {
        title: 'Quiz 1',
        mark: { kind: 'percent', value: '70' },
        score: '70.000',
        maximum: '100',
      },
    ]);
  });

  it('finds nothing to do when it is repeated', async () => {
    const rule = makeRule();
    const facts = scores({ one: '80', two: '20' });
    await run(rule, facts);
    expect(await run(rule, facts, later(HOUR_MS))).toEqual({
      changed: 0,
      granted: [],
      fallen: 0,
      heldBack: [],
      areKept: true,
    });
    expect(await given(rule)).toEqual(['one']);
  });

  it('gives one badge when two workers decide at the same time', async () => {
    const rule = makeRule();
    const facts = scores({ one: '80', two: '90' });
    const outcomes = await Promise.all([run(rule, facts), run(rule, facts)]);
    expect(outcomes.flatMap(({ granted }) => granted)).toHaveLength(2);
    expect(await given(rule)).toEqual(['one', 'two']);
  });

  it('loses nothing in a crash before the decisions are kept, and gives nothing twice afterwards', async () => {
    const rule = makeRule();
    const facts = scores({ one: '80', two: '20' });
    const dying: BatchDeps = {
      ...deps,
      decisions: { ...decisions, put: () => Promise.reject(new Error('the process died')) },
    };
    await expect(run(rule, facts, now, dying)).rejects.toThrow('the process died');
    const before = await awardOf(rule, 'one');
    expect(before).toMatchObject({ todo: 'give' });
    const outcome = await run(rule, facts, later(1_000));
    expect(outcome).toMatchObject({ changed: 2, granted: [] });
    expect(await awardOf(rule, 'one')).toEqual(before);
    expect((await decisions.list(rule.id)).map(({ userId }) => userId)).toEqual(['one', 'two']);
  });

  it('decides nothing of what could not be read: it is unknown, and not failed', async () => {
    const rule = makeRule();
    await run(rule, scores({ had: '80' }));
    const known = await decisions.get(rule.id, 'had');
    const outcome = await run(rule, factsOf({ had: unread, fresh: unread }), later(HOUR_MS));
    expect(outcome).toEqual({ changed: 0, granted: [], fallen: 0, heldBack: [], areKept: true });
    expect(await decisions.get(rule.id, 'had')).toEqual(known);
    expect(await decisions.get(rule.id, 'fresh')).toBeNull();
    expect(await awardOf(rule, 'had')).not.toHaveProperty('fall');
  });

  it('gives what does not depend on what could not be read', async () => {
    const rule = makeRule({
      inputs: [makeInput(), makeInput({ id: 'i2', assessmentId: 'https://lms.test/items/2' })],
      combine: { kind: 'any' },
    });
    const facts = new Map([
      ['one', { grades: { i1: fact(makeGrade('one', '70')), i2: unread }, badges: new Set('') }],
      ['two', { grades: { i1: fact(makeGrade('two', '10')), i2: unread }, badges: new Set('') }],
    ]);
    await run(rule, facts);
    expect(await given(rule)).toEqual(['one']);
    expect(await decisions.get(rule.id, 'two')).toBeNull();
  });

  it('gives it at the very moment that the rule names, and not before', async () => {
    const rule = makeRule({ notBefore: later(HOUR_MS) });
    const facts = scores({ one: '80' });
    expect((await run(rule, facts, later(HOUR_MS - 1))).granted).toEqual([]);
    expect((await run(rule, facts, later(HOUR_MS))).granted).toHaveLength(1);
  });

  it('without backfill gives nothing for a pass from before, until its grade changes', async () => {
    const rule = makeRule({ backfill: false });
    await run(rule, scores({ before: '80', not: '20' }));
    expect(await given(rule)).toEqual([]);
    const active = { ...rule, baselineAt: now };
    await run(active, scores({ before: '80', not: '75' }), later(1_000));
    expect(await given(rule)).toEqual(['not']);
    await run(active, scores({ before: '81', not: '75' }), later(2_000));
    expect(await given(rule)).toEqual(['before', 'not']);
  });
});

describe('a grade that falls after its badge was earned', () => {
  const revoking = () => makeRule({ afterFall: { policy: 'revoke', graceMs: 2 * HOUR_MS } });

  it('is asked about once', async () => {
    const rule = makeRule();
    await run(rule, scores({ one: '80' }));
    expect(await run(rule, scores({ one: '69.9' }), later(HOUR_MS))).toMatchObject({ fallen: 1 });
    expect((await awardOf(rule, 'one'))?.fall).toEqual({ since: later(HOUR_MS) });
    expect(await run(rule, scores({ one: '60' }), later(2 * HOUR_MS))).toMatchObject({ fallen: 0 });
    expect(await given(rule)).toEqual(['one']);
  });

  it('is forgotten where the rule keeps badges', async () => {
    const rule = makeRule({ afterFall: { policy: 'keep', graceMs: 0 } });
    await run(rule, scores({ one: '80' }));
    expect(await run(rule, scores({ one: '0' }), later(1_000))).toMatchObject({ fallen: 0 });
    expect(await awardOf(rule, 'one')).not.toHaveProperty('fall');
  });

  it('takes the badge only after its grace, counted from when it fell', async () => {
    const rule = revoking();
    await run(rule, scores({ one: '80' }));
    await run(rule, scores({ one: '10' }), later(HOUR_MS));
    expect((await awardOf(rule, 'one'))?.fall?.dueAt).toEqual(later(3 * HOUR_MS));
  });

  it.each([
    ['was emptied', null],
    ['is enough again', '70'],
  ])('is over when the grade %s', async (_how, score) => {
    const rule = revoking();
    await run(rule, scores({ one: '80' }));
    await run(rule, scores({ one: '10' }), later(1_000));
    expect(await awardOf(rule, 'one')).toHaveProperty('fall');
    await run(rule, scores({ one: score }), later(2_000));
    expect(await awardOf(rule, 'one')).not.toHaveProperty('fall');
    expect(await given(rule)).toEqual(['one']);
  });

  it('is not due while the grade cannot be read: nobody knows whether it is still too low', async () => {
    const rule = revoking();
    await run(rule, scores({ one: '80' }));
    await run(rule, scores({ one: '10' }), now);
    await run(rule, factsOf({ one: unread }), later(HOUR_MS));
    expect((await awardOf(rule, 'one'))?.fall).toEqual({ since: now, dueAt: later(3 * HOUR_MS) });
  });

  it('that cost the badge gives it again, as a further giving of the one award', async () => {
    const rule = revoking();
    await run(rule, scores({ one: '80' }));
    const [award] = await awards.listByRule(rule.id);
    if (!award) throw new Error('no award');
    const why = { state: 'revoked', revokedFor: 'fall', reason: 'It fell.' } as const;
    await awards.takeBack([award], why);
    const { granted } = await run(rule, scores({ one: '81' }), later(1_000));
    expect(granted).toMatchObject([{ id: award.id, cycle: 2, state: 'active' }]);
    expect(await awards.countByRule(rule.id)).toBe(1);
  });

  it('does not bring back a badge that somebody took by hand', async () => {
    const rule = makeRule();
    await run(rule, scores({ one: '80' }));
    const taken = await awards.listByRule(rule.id);
    const why = { state: 'revoked', revokedFor: 'hand', reason: 'Not theirs.' } as const;
    await awards.takeBack(taken, why);
    expect((await run(rule, scores({ one: '99' }), later(1_000))).granted).toEqual([]);
    expect(await given(rule)).toEqual([]);
  });
});
