import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeGrade, makeRule, READ_AT, type Rule } from '../rules/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { awardBatch } from './award-batch.js';
import { createAwardStore, type AwardStore } from './award-store.js';
import { createDecisionStore, type DecisionStore } from './decision-store.js';
import { createRosterMarks, type RosterMarks } from './roster-due.js';

const now = new Date('2026-11-21T10:00:05Z');
const NOBODY: ReadonlySet<string> = new Set();

let store: TestStore;
let awards: AwardStore;
let decisions: DecisionStore;
let marks: RosterMarks;
let rule: Rule;
beforeAll(async () => {
  store = await startTestStore();
  awards = createAwardStore(store.connection);
  decisions = createDecisionStore(store.connection);
  marks = createRosterMarks(store.connection);
  await store.buildIndexes();
});
afterAll(() => store.close());
beforeEach(() => {
  rule = makeRule();
});

const decide = (score: string, using = decisions) => {
  const facts = ['one', 'two'].map((userId) => {
    const known = { readAt: READ_AT, grade: makeGrade(userId, score) };
    return [userId, { grades: { i1: known }, badges: new Set<string>() }] as const;
  });
  const deps = { awards, decisions: using, validity: () => Promise.resolve(null) };
  return awardBatch(deps, rule, new Map(facts), now);
};
const marked = async () =>
  (await marks.list(rule.tenant, 10)).map(({ of, userId }) => `${of} ${userId}`).sort();
const unfinished = async () => (await awards.listUnfinished(10, rule.tenant)).length;

it('an award that is finished is told by the mark of its decision alone', async () => {
  const { granted, areKept } = await decide('80');
  expect(areKept).toBe(true);
  expect(await marked()).toEqual(['awards one', 'awards two', 'decisions one', 'decisions two']);
  await awards.finish(granted, NOBODY, { areDecided: areKept });
  expect(await marked()).toEqual(['decisions one', 'decisions two']);
  expect(await unfinished()).toBe(0);
  await marks.clear(await marks.list(rule.tenant, 10));
  expect(await marked()).toEqual([]);
});

it('an award that changed before it was finished keeps the mark of its change', async () => {
  const { granted } = await decide('80');
  const [first] = granted;
  await awards.setFall(first!, { since: now });
  await awards.finish(granted, NOBODY, { areDecided: true });
  expect(await marked()).toEqual([`awards ${first!.userId}`, 'decisions one', 'decisions two']);
  expect(await unfinished()).toBe(0);
});

it('an award keeps its mark where another worker’s decision stands in the place of the one that led to it', async () => {
  await decide('20');
  await marks.clear(await marks.list(rule.tenant, 10));
  // Another worker decided while this one did not know of it.
  const late = { ...decisions, known: () => Promise.resolve(new Map()) };
  const { granted, areKept } = await decide('80', late);
  expect(granted).toHaveLength(2);
  expect(areKept).toBe(false);
  await awards.finish(granted, NOBODY, { areDecided: areKept });
  expect(await marked()).toEqual(['awards one', 'awards two']);
});

it('a mark is left where it was set anew behind the list', async () => {
  await decide('20');
  const listed = await marks.list(rule.tenant, 10);
  await decide('80');
  await marks.clear(listed);
  expect(await marked()).toEqual(['awards one', 'awards two', 'decisions one', 'decisions two']);
});
