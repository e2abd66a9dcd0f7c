import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createUsage, type Usage } from './create-usage.js';

const clock = createTestClock(new Date('2026-05-04T23:59:59Z'));
const EVER = new Date(0);
const url = (id: string) => `https://a.test/achievements/${id}/versions/1`;
let store: TestStore;
let usage: Usage;
let other: Usage;
let isAway = false;
let warnings = 0;
let turn = 0;
let id = '';

beforeAll(async () => {
  store = await startTestStore();
  const deps = {
    connection: store.connection,
    clock,
    log: { warn: () => void (warnings += 1) },
    findOwners: (ids: readonly string[]) =>
      isAway
        ? Promise.reject(new Error('away'))
        : Promise.resolve(
            new Map(
              ids
                .filter((each) => each.startsWith('own'))
                .map((each) => [each, { platformId: `of ${each}`, deploymentId: 'd1' }]),
            ),
          ),
  };
  usage = createUsage(deps);
  // As in another process: nothing in common but the store.
  other = createUsage(deps);
  await store.buildIndexes();
});
beforeEach(() => {
  id = `own-${(turn += 1)}`;
});
afterAll(() => store.close());

describe('createUsage', () => {
  it('keeps one small row a day, badge and kind, whatever the number of uses and processes', async () => {
    for (let n = 0; n < 300; n += 1) {
      usage.count(url(id), 'pdf');
      other.count(url(id), 'pdf');
    }
    await Promise.all([usage.flush(), other.flush()]);
    const rows = await store.connection.collection('badge_uses').find().toArray();
    const day = new Date('2026-05-04T00:00:00Z');
    expect(rows).toEqual([
      { _id: `${id}/2026-05-04/pdf`, achievementId: id, day, kind: 'pdf', count: 600 },
    ]);
    clock.advance(1_000);
    usage.count(url(id), 'pdf');
    const next = new Date('2026-05-05T00:00:00Z');
    expect(await usage.ofBadges([id], next)).toEqual([
      { achievementId: id, kind: 'pdf', count: 1 },
    ]);
    expect(await usage.ofBadges([id], day)).toEqual([
      { achievementId: id, kind: 'pdf', count: 601 },
    ]);
  });

  it('adds up what is done with the badges of a deployment, and nothing of another', async () => {
    usage.count(url(id), 'page');
    usage.count(url('stranger'), 'page');
    const place = { platformId: `of ${id}`, deploymentId: 'd1' };
    expect(await usage.ofPlatform(place, EVER)).toMatchObject([{ kind: 'page', count: 1 }]);
    expect(await usage.ofPlatform({ platformId: place.platformId }, EVER)).toHaveLength(1);
    expect(await usage.ofPlatform({ ...place, deploymentId: 'd2' }, EVER)).toEqual([]);
    expect(await usage.ofPlatform({ platformId: 'of stranger' }, EVER)).toEqual([]);
    expect(await usage.ofBadges(['stranger'], EVER)).toHaveLength(1);
  });

  it('loses nothing while the store is away for a while, says so once, and throws nothing', async () => {
    isAway = true;
    usage.count(url(id), 'opened');
    await usage.flush();
    usage.count(url(id), 'opened');
    await usage.flush();
    expect(warnings).toBe(1);
    isAway = false;
    expect(await usage.ofBadges([id], EVER)).toMatchObject([{ kind: 'opened', count: 2 }]);
  });

  it('keeps a bounded number of counters while the store is away', async () => {
    isAway = true;
    for (let n = 0; n < 6_000; n += 1) usage.count(url(`flood-${n}`), 'page');
    await usage.flush();
    isAway = false;
    await usage.flush();
    const flood = { achievementId: /^flood/ };
    expect(await store.connection.collection('badge_uses').countDocuments(flood)).toBe(5_000);
  });
});
