import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwardStore } from '../../awards/award-store.js';
import { createDecisionStore } from '../../awards/decision-store.js';
import { awardBatch, createRosterMarks } from '../../awards/index.js';
import type { Roster } from '../../grades/index.js';
import { buildRoster } from '../../grades/roster.js';
import { makeGrade, makeRule, READ_AT, type Rule } from '../../rules/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { refreshEntries, rewriteEntries, type RefreshDeps } from './refresh-entries.js';
import { createRosterEntryStore } from './roster-entry-store.js';
import { createRosterStateStore } from './roster-state-store.js';

const now = new Date('2026-11-21T10:00:05Z');

let store: TestStore;
let deps: RefreshDeps;
let awards: ReturnType<typeof createAwardStore>;
let decisions: ReturnType<typeof createDecisionStore>;
let rule: Rule;
beforeAll(async () => {
  store = await startTestStore();
  awards = createAwardStore(store.connection);
  decisions = createDecisionStore(store.connection);
  deps = {
    clock: { now: () => now },
    work: {
      lease: async (_key, _ttl, run) => ({
        taken: true,
        value: await run({ signal: new AbortController().signal }),
      }),
    },
    rules: { list: () => Promise.resolve([rule]) },
    people: { namesOf: () => Promise.resolve(new Map()) },
    awards,
    decisions,
    marks: createRosterMarks(store.connection),
    entries: createRosterEntryStore(store.connection),
    states: createRosterStateStore(store.connection),
  };
  await store.buildIndexes();
});
afterAll(() => store.close());
beforeEach(() => {
  vi.restoreAllMocks();
  rule = makeRule();
});

const idsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `user ${from + at}`);

/** Decides these learners in batches, as a check does. */
async function decide(userIds: readonly string[], score: string): Promise<void> {
  for (let from = 0; from < userIds.length; from += 500) {
    const facts = userIds.slice(from, from + 500).map((userId) => {
      const known = { readAt: READ_AT, grade: makeGrade(userId, score) };
      return [userId, { grades: { i1: known }, badges: new Set<string>() }] as const;
    });
    const batchDeps = { awards, decisions, validity: () => Promise.resolve(null) };
    await awardBatch(batchDeps, rule, new Map(facts), now);
  }
}
const rosterOf = (userIds: readonly string[], readAt = READ_AT): Roster =>
  buildRoster(
    userIds.map((userId) => ({ userId, status: 'Active', roles: ['Learner'] })),
    readAt,
  );
const refresh = (roster: Roster | null = null, using = deps) =>
  refreshEntries(using, rule.tenant, roster);
const counts = async () => (await deps.states.list([rule.id])).get(rule.id)?.counts;
const marksLeft = async () => (await deps.marks.list(rule.tenant, 10)).length;

describe('the roster of a badge', () => {
  it('is written once for each learner at first, and counted once', async () => {
    const passed = idsOf(0, 1_100);
    const failed = idsOf(1_100, 50);
    const others = idsOf(1_150, 7);
    await decide(passed, '80');
    await decide(failed, '20');
    const saved = vi.spyOn(deps.entries, 'save');
    const counted = vi.spyOn(deps.entries, 'countStandings');
    await refresh(rosterOf([...passed, ...failed, ...others]));
    expect(await counts()).toEqual({ earned: 1_100, 'not-yet': 50, none: 7 });
    const written = saved.mock.calls.flatMap(([, entries]) => entries.map(({ userId }) => userId));
    expect(written).toHaveLength(1_157);
    expect(new Set(written).size).toBe(1_157);
    expect(counted).toHaveBeenCalledTimes(1);
    expect(await marksLeft()).toBe(0);
    saved.mockClear();
    await refresh(rosterOf([...passed, ...failed, ...others]));
    expect(saved).not.toHaveBeenCalled();
  });

  it('takes over what changed, and counts anew', async () => {
    const users = idsOf(0, 3);
    await decide(users, '20');
    await refresh(rosterOf(users));
    await decide(users.slice(1), '90');
    await refresh(rosterOf(users));
    expect(await counts()).toEqual({ earned: 2, 'not-yet': 1 });
    // Somebody comes, and somebody whom nothing is known of goes again.
    const later = (second: number) => new Date(READ_AT.getTime() + second * 1_000);
    await refresh(rosterOf([...users, 'new'], later(1)));
    expect(await counts()).toEqual({ earned: 2, 'not-yet': 1, none: 1 });
    await refresh(rosterOf(users, later(2)));
    expect(await counts()).toEqual({ earned: 2, 'not-yet': 1 });
  });

  it.each(['countStandings', 'save'] as const)(
    'is counted after a crash in front of %s, though every mark is off',
    async (step) => {
      const users = idsOf(0, 4);
      await decide(users, '20');
      await refresh(rosterOf(users));
      await decide(users, '90');
      const crash = () => Promise.reject(new Error('killed'));
      const crashing =
        step === 'save'
          ? { ...deps, states: { ...deps.states, save: crash } }
          : { ...deps, entries: { ...deps.entries, countStandings: crash } };
      await expect(refresh(rosterOf(users), crashing)).rejects.toThrow('killed');
      expect(await marksLeft()).toBe(0);
      await refresh(rosterOf(users));
      expect(await counts()).toEqual({ earned: 4 });
    },
  );

  it('is counted after a crash behind the writing of who came, whose roster is not kept yet', async () => {
    await refresh(rosterOf(['one']));
    const newer = rosterOf(['one', 'two'], new Date(READ_AT.getTime() + 1_000));
    const countStandings = () => Promise.reject(new Error('killed'));
    const crashing = { ...deps, entries: { ...deps.entries, countStandings } };
    await expect(refresh(newer, crashing)).rejects.toThrow('killed');
    await refresh(newer);
    expect(await counts()).toEqual({ none: 2 });
  });

  it('does not take counts for those of now that another worker outdated meanwhile', async () => {
    const users = idsOf(0, 4);
    await decide(users, '20');
    await refresh(rosterOf(users));
    await decide(users.slice(0, 2), '90');
    const count = (ruleId: string) => deps.entries.countStandings(ruleId);
    const slow = vi.fn(async (ruleId: string) => {
      const early = await count(ruleId);
      // A worker that lost the lease wakes up.
      if (slow.mock.calls.length === 1) {
        await decide(users.slice(2), '95');
        await rewriteEntries(deps, rule, users, null);
      }
      return early;
    });
    await refresh(rosterOf(users), {
      ...deps,
      entries: { ...deps.entries, countStandings: slow },
    });
    expect(await counts()).toEqual({ earned: 4 });
  });
});
