import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Award, AwardStore } from '../../awards/index.js';
import { createEvents, createLogger, createTestClock, UpstreamFailed } from '../../base/index.js';
import { makeRule, type Rule, type RuleStore } from '../../rules/index.js';
import type { TestStore } from '../../store/index.js';
import { createWork, type Work } from '../../work/index.js';
import { openCourseStores } from '../testing.js';
import { createBadgeColumnStore, type BadgeColumnStore } from './badge-column-store.js';
import { createBadgeColumns, type BadgeColumns } from './badge-columns.js';

const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
let store: TestStore;
let rules: RuleStore;
let awards: AwardStore;
let columns: BadgeColumnStore;
let work: Work;
beforeAll(async () => {
  ({ store, rules, awards } = await openCourseStores());
  columns = createBadgeColumnStore(store.connection);
  const log = createLogger('silent');
  work = createWork({ connection: store.connection, clock, log, events: createEvents(log) });
  await store.buildIndexes();
});
afterAll(() => store.close());

/** The gradebook of an invented platform: grades by line item and learner. */
let gradebook: Map<string, Map<string, number | null>>;
let posted: string[];
let refusal: Error | null;
/** The platform's answer to a score. */
let outcome: 'accepted' | 'stale' | 'ungradable';
let audited: string[];
let rule: Rule;
let badgeColumns: BadgeColumns;
/** Called after each score that the platform took. */
let afterPost: () => void;
beforeEach(async () => {
  await Promise.all(
    ['badge_columns', 'badge_column_scores'].map((name) =>
      store.connection.collection(name).deleteMany({}),
    ),
  );
  gradebook = new Map();
  posted = [];
  refusal = null;
  outcome = 'accepted';
  clock.set(new Date('2026-11-21T10:00:00Z'));
  audited = [];
  afterPost = () => undefined;
  rule = makeRule();
  await rules.insert(rule);
  badgeColumns = createBadgeColumns({
    clock,
    audit: { record: ({ action }) => Promise.resolve(void audited.push(action)) },
    rules,
    awards,
    columns,
    mirrors: { columnMade: () => Promise.resolve() },
    work,
    ags: {
      createLineItem: (_course, { label }) => {
        const id = `https://lms.test/items/${gradebook.size + 1}`;
        gradebook.set(id, new Map());
        return Promise.resolve({ id, label, scoreMaximum: 1 } as never);
      },
      deleteLineItem: (_course, id) => Promise.resolve(gradebook.delete(id)),
      fetchResults: (_course, id) => {
        if (refusal) return Promise.reject(refusal);
        const grades = [...(gradebook.get(id) ?? [])];
        return Promise.resolve(
          grades.map(([userId, resultScore]) => ({ userId, resultScore })) as never,
        );
      },
      openColumn: (_course, id) =>
        Promise.resolve({
          postScore: ({ userId, scoreGiven }) => {
            posted.push(userId);
            if (outcome === 'accepted') gradebook.get(id)?.set(userId, scoreGiven);
            afterPost();
            return Promise.resolve(outcome);
          },
        }),
    },
  });
});

const award = (userId: string, change: Partial<Award> = {}): Award => ({
  id: `${rule.id}-${userId}`,
  tenant: rule.tenant,
  ruleId: rule.id,
  achievementId: rule.achievementId,
  achievementVersion: 1,
  personKey: `p/${userId}`,
  userId,
  cycle: 1,
  state: 'active',
  by: 'rule',
  awardedAt: clock.now(),
  results: [],
  ...change,
});
async function makeColumn() {
  await badgeColumns.make(rule, 'Data analysis', 'person:t');
  const [id = ''] = gradebook.keys();
  return gradebook.get(id) ?? new Map<string, number | null>();
}

describe('a badge’s gradebook column', () => {
  it('is made once by two who ask at the same time', async () => {
    const both = await Promise.allSettled([makeColumn(), makeColumn()]);
    const lost = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(lost).toMatchObject([{ code: 'column_being_made' }]);
    expect(gradebook.size).toBe(1);
    expect(audited).toEqual(['badge_column.created']);
    expect(await badgeColumns.find(rule)).toMatchObject({ label: 'Badge: Data analysis' });
  });

  it('gets a point for each badge that counts, and none for others', async () => {
    const grades = await makeColumn();
    await awards.insertNew([
      award('one'),
      award('two'),
      award('revoked', { state: 'revoked' }),
      award('denied', { state: 'denied' }),
    ]);
    await badgeColumns.sendDue();
    expect([...grades]).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('is not written to again for a badge that was dealt with', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one')]);
    await badgeColumns.sendDue();
    grades.set('one', null);
    await badgeColumns.sendDue();
    expect(posted).toEqual(['one']);
    expect(grades.get('one')).toBeNull();
  });

  it('never overwrites a grade that is there, a zero among them', async () => {
    const grades = await makeColumn();
    grades.set('one', 0).set('two', 0.5).set('emptied', null);
    await awards.insertNew([award('one'), award('two'), award('emptied')]);
    await badgeColumns.sendDue();
    expect(posted).toEqual(['emptied']);
    expect([...grades.values()]).toEqual([0, 0.5, 1]);
  });

  it('gets each score once, also after a crash between sending and noting', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one'), award('two')]);
    afterPost = () => {
      throw new TypeError('the process died');
    };
    await expect(badgeColumns.sendDue()).rejects.toThrow('the process died');
    afterPost = () => undefined;
    await badgeColumns.sendDue();
    await badgeColumns.sendDue();
    expect(posted).toEqual(['one', 'two']);
    expect([...grades.values()]).toEqual([1, 1]);
  });

  it('sends a score again that the platform did not take, later and while its award stands', async () => {
    const grades = await makeColumn();
    await awards.insertNew([award('one')]);
    outcome = 'ungradable';
    await badgeColumns.sendDue();
    expect(await badgeColumns.countRefused(rule)).toBe(1);
    outcome = 'accepted';
    await badgeColumns.sendDue();
    expect(posted).toEqual(['one']);
    clock.advance(11 * 60_000);
    await badgeColumns.sendDue();
    expect(posted).toEqual(['one', 'one']);
    expect([grades.get('one'), await badgeColumns.countRefused(rule)]).toEqual([1, 0]);
  });

  it('keeps what the platform says against it, until a round is well again', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    refusal = new UpstreamFailed('upstream_timeout', 'lms.test did not answer in time.');
    await badgeColumns.sendDue();
    expect((await badgeColumns.find(rule))?.problem).toBe('lms.test did not answer in time.');
    refusal = null;
    await badgeColumns.sendDue();
    expect(await badgeColumns.find(rule)).not.toHaveProperty('problem');
    expect(posted).toEqual(['one']);
  });

  it('does not take a mistake of the program for a word of the platform', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    refusal = new TypeError('a bug');
    await expect(badgeColumns.sendDue()).rejects.toThrow(TypeError);
    expect(await badgeColumns.find(rule)).not.toHaveProperty('problem');
  });

  it.each(['paused', 'ended', 'draft', 'waiting'] as const)(
    'is left alone while its badge is %s',
    async (state) => {
      await makeColumn();
      await awards.insertNew([award('one')]);
      await rules.save({ ...rule, state });
      await badgeColumns.sendDue();
      expect(posted).toEqual([]);
    },
  );

  it('is removed with what is known of it; a second time there is nothing to remove', async () => {
    await makeColumn();
    await awards.insertNew([award('one')]);
    await badgeColumns.sendDue();
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(true);
    expect(await badgeColumns.find(rule)).toBeNull();
    expect(await columns.listSent(rule.id)).toEqual({ done: new Set(), refused: new Map() });
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(true);
    expect(audited).toEqual(['badge_column.created', 'badge_column.removed']);
  });

  it('is forgotten where the platform keeps it, which is said', async () => {
    await makeColumn();
    gradebook.clear();
    expect(await badgeColumns.remove(rule, 'person:t')).toBe(false);
    expect(await badgeColumns.find(rule)).toBeNull();
  });
});
