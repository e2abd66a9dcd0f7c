import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createRosterEntryStore, type RosterEntryStore } from './roster-entry-store.js';
import type { RosterEntry } from './roster-entry.js';

const COURSE = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
const TOTAL = 30;
const entryOf = (n: number): RosterEntry => ({
  ruleId: 'rule',
  userId: String(n),
  nameKey: `name ${String((n * 7) % TOTAL).padStart(3, '0')}`,
  words: ['name'],
  standing: n % 3 === 0 ? 'earned' : 'not-yet',
  grade: (n * 11) % TOTAL,
  awardedAt: new Date(Date.UTC(2026, 0, 1 + ((n * 13) % TOTAL))),
});
const FIELDS = { name: 'nameKey', grade: 'grade', date: 'awardedAt' } as const;

let store: TestStore;
let entries: RosterEntryStore;
beforeAll(async () => {
  store = await startTestStore();
  entries = createRosterEntryStore(store.connection);
  await store.buildIndexes();
  await entries.save(
    COURSE,
    Array.from({ length: TOTAL }, (_, n) => entryOf(n)),
  );
});
afterAll(() => store.close());

describe('a page of a roster', () => {
  it.each(
    (['name', 'grade', 'date'] as const).flatMap((order) =>
      [true, false].flatMap((isDown) =>
        [undefined, 'earned' as const].map((standing) => ({ order, isDown, standing })),
      ),
    ),
  )(
    'by $order, down: $isDown, of status $standing, is read by the index of that order',
    async (view) => {
      const { order, isDown, standing } = view;
      const said = vi.spyOn(mongoose.Query.prototype, 'hint');
      const all = Array.from({ length: TOTAL }, (_, n) => entryOf(n))
        .filter((one) => standing === undefined || one.standing === standing)
        .sort((a, b) => (a[FIELDS[order]]! < b[FIELDS[order]]! ? -1 : 1));
      if (isDown) all.reverse();
      const found: string[] = [];
      for (let skip = 0; skip < all.length; skip += 7) {
        const page = await entries.page('rule', view, all.length, skip, 7);
        found.push(...page.map(({ userId }) => userId));
      }
      expect(found).toEqual(all.map(({ userId }) => userId));
      const indexes = store.connection.model('RosterEntry').schema.indexes();
      const patterns = indexes.map(([keys]) => JSON.stringify(keys));
      const hints = new Set(said.mock.calls.map(([keys]) => JSON.stringify(keys)));
      said.mockRestore();
      expect([...hints]).toHaveLength(1);
      expect(patterns).toContain([...hints][0]);
      expect([...hints][0]).toContain(`"${FIELDS[order]}":1,"_id":1`);
    },
  );
});

describe('a roster that is read from its beginning to its end', () => {
  it.each([undefined, 'earned' as const])(
    'goes on after an entry, of status %s',
    async (standing) => {
      const wanted = Array.from({ length: TOTAL }, (_, n) => entryOf(n)).filter(
        (one) => standing === undefined || one.standing === standing,
      );
      const found: RosterEntry[] = [];
      for (let last: RosterEntry | undefined; ;) {
        const part = await entries.byName('rule', standing, last, 4);
        found.push(...part);
        last = part.at(-1);
        if (part.length < 4) break;
      }
      expect(found.map(({ nameKey }) => nameKey)).toEqual(
        wanted.map(({ nameKey }) => nameKey).sort(),
      );
    },
  );

  it('tells those of one name apart', async () => {
    const named = (userId: string): RosterEntry => ({
      ...entryOf(0),
      ruleId: 'same',
      userId,
      nameKey: 'ana',
    });
    await entries.save(COURSE, ['1', '2', '3', '4', '5'].map(named));
    const first = await entries.byName('same', undefined, undefined, 2);
    const second = await entries.byName('same', undefined, first[1], 2);
    const third = await entries.byName('same', undefined, second[1], 2);
    expect([...first, ...second, ...third].map(({ userId }) => userId)).toEqual([
      ...['1', '2', '3', '4', '5'],
    ]);
  });
});

describe('badges by when they were given', () => {
  it('are counted in the stretch in which they were, the end of one being the beginning of the next', async () => {
    const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
    expect(await entries.countGiven('rule', [day(1), day(11), day(30)])).toEqual([10, 19, 1]);
    expect(await entries.countGiven('rule', [day(31)])).toEqual([0]);
  });
});

describe('a search', () => {
  beforeAll(async () => {
    const people = Array.from({ length: 1_200 }, (_, n): RosterEntry => {
      const words = ['learner', String(n), n % 2 === 0 ? 'even' : 'odd'];
      return { ...entryOf(n), ruleId: 'many', userId: String(n), nameKey: words.join(' '), words };
    });
    await entries.save(COURSE, people, true);
  });
  const search = async (text: string, standing?: 'earned') => {
    const view = { order: 'name', isDown: false, search: text, standing } as const;
    const { found, isMore } = await entries.search('many', view);
    return { users: found.map(({ userId }) => Number(userId)), isMore };
  };

  it('finds by each word’s beginning, also where one word is everybody’s', async () => {
    const wanted = Array.from({ length: 1_200 }, (_, n) => n).filter((n) => `${n}`.startsWith('7'));
    const { users, isMore } = await search('learner 7');
    expect(users.sort((a, b) => a - b)).toEqual(wanted);
    expect(isMore).toBe(false);
    expect((await search('7 learner odd', 'earned')).users.sort((a, b) => a - b)).toEqual(
      wanted.filter((n) => n % 2 === 1 && n % 3 === 0),
    );
    expect((await search('learner even nobody')).users).toEqual([]);
  });

  it('says that there are more where every word is too common', async () => {
    const { users, isMore } = await search('learner');
    expect(users).toHaveLength(1_000);
    expect(isMore).toBe(true);
  });
});
