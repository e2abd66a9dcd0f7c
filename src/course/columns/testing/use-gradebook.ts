import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Audit } from '../../../audit/index.js';
import type { Award, AwardStore } from '../../../awards/index.js';
import { createEvents, createLogger, createTestClock } from '../../../base/index.js';
import type { CourseKey } from '../../../grades/index.js';
import type { Score, ScoreOutcome } from '../../../lti/index.js';
import { makeRule, type Rule, type RuleStore } from '../../../rules/index.js';
import type { TestStore } from '../../../store/index.js';
import { readLocales } from '../../../web/index.js';
import { createWork, type Work } from '../../../work/index.js';
import { openCourseStores } from '../../testing.js';
import { createBadgeColumnStore, type BadgeColumnStore } from '../badge-column-store.js';
import { createBadgeColumns, type BadgeColumns } from '../badge-columns.js';

export const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));

export let rules: RuleStore;

export let awards: AwardStore;

export let columns: BadgeColumnStore;

export let rule: Rule;

export let badgeColumns: BadgeColumns;

/** What was written into the audit log in this test. */
export let audited: Parameters<Audit['record']>[0][];

/** An invented platform, and how it behaves: tests change that. */
function inventPlatform() {
  return {
    /** Grades by line item and learner. */
    gradebook: new Map<string, Map<string, number | null>>(),
    /** What was asked for as columns. */
    items: [] as object[],
    /** Courses in which a column was about to be made. */
    toldOf: [] as CourseKey[],
    posted: [] as Score[],
    reads: 0,
    /** How often a column was opened for scores. */
    opened: 0,
    /** Called when grades are read; throws what the platform says against it. */
    onRead: (): void => undefined,
    /** The platform's answer to a score; throws where it gives no usable one. */
    onScore: (_score: Score): ScoreOutcome => 'accepted',
    /** Called after each score that the platform took. */
    afterPost: (): void => undefined,
  };
}

export let platform: ReturnType<typeof inventPlatform>;

/** To whom scores were sent, in order. */
export const postedTo = () => platform.posted.map(({ userId }) => userId);

const locales = readLocales();
/** The language of the course: `en` unless a test says another. */
export const courseLanguage = { now: 'en' };

let store: TestStore;
let work: Work;

function makeColumns(): BadgeColumns {
  return createBadgeColumns({
    clock,
    audit: { record: (entry) => Promise.resolve(void audited.push(entry)) },
    rules,
    awards,
    columns,
    mirrors: { columnMade: (course) => Promise.resolve(void platform.toldOf.push(course)) },
    work,
    wordsOf: () => Promise.resolve(locales.choose([courseLanguage.now]).t),
    ags: {
      createLineItem: (_course, item) => {
        const id = `https://lms.test/items/${platform.gradebook.size + 1}`;
        platform.gradebook.set(id, new Map());
        platform.items.push(item);
        return Promise.resolve({ ...item, id } as never);
      },
      deleteLineItem: (_course, id) => Promise.resolve(platform.gradebook.delete(id)),
      fetchResults: async (_course, id) => {
        platform.reads += 1;
        platform.onRead();
        const grades = [...(platform.gradebook.get(id) ?? [])];
        return Promise.resolve(
          grades.map(([userId, resultScore]) => ({ userId, resultScore })) as never,
        );
      },
      openColumn: (_course, id) => {
        platform.opened += 1;
        return Promise.resolve({
          postScore: async (score) => {
            platform.posted.push(score);
            const outcome = platform.onScore(score);
            if (outcome === 'accepted')
              platform.gradebook.get(id)?.set(score.userId, score.scoreGiven);
            platform.afterPost();
            return Promise.resolve(outcome);
          },
        });
      },
    },
  });
}

/** Badge columns on a real store and an invented platform; another platform and an active rule for each test. */
export function useGradebook(): void {
  beforeAll(async () => {
    ({ store, rules, awards } = await openCourseStores());
    columns = createBadgeColumnStore(store.connection);
    const log = createLogger('silent');
    work = createWork({ connection: store.connection, clock, log, events: createEvents(log) });
    await store.buildIndexes();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await Promise.all(
      ['badge_columns', 'badge_column_scores'].map((name) =>
        store.connection.collection(name).deleteMany({}),
      ),
    );
    clock.set(new Date('2026-11-21T10:00:00Z'));
    platform = inventPlatform();
    audited = [];
    rule = makeRule();
    await rules.insert(rule);
    badgeColumns = makeColumns();
  });
}

/** An award of a rule, of the one at hand unless told otherwise. */
export const award = (userId: string, change: Partial<Award> = {}, of = rule): Award => ({
  id: `${of.id}-${userId}`,
  tenant: of.tenant,
  ruleId: of.id,
  achievementId: of.achievementId,
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

/** @returns the grades of the new column, by learner */
export async function makeColumn() {
  await badgeColumns.make(rule, 'Data analysis', 'person:t');
  const [id = ''] = platform.gradebook.keys();
  return platform.gradebook.get(id) ?? new Map<string, number | null>();
}
