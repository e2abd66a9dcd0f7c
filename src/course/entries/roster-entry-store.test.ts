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
