import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../base/index.js';
import { startTestStore, type Connection, type TestStore } from '../store/index.js';
import { createFeed, KEPT_DAYS, type Feed } from './create-feed.js';
import type { NewEvent } from './feed-event.js';
import type { Telling } from './tell-untold.js';
import { tellFirst, tellWith } from './untold.js';

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

const clock = createTestClock();
const tenant = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
const THINGS: Telling = {
  collection: 'rules',
  describe: (rows) => Promise.resolve(rows.map((row) => ({ tenant, data: { ruleId: row._id } }))),
};
let feed: Feed;
beforeEach(async () => {
  clock.set(new Date('2026-05-04T09:00:00Z'));
  feed = feedOn(store.connection);
  await store.buildIndexes();
  for (const name of ['events', 'rules']) await store.connection.collection(name).deleteMany({});
});

const feedOn = (connection: Connection) => createFeed({ connection, clock, tellings: [THINGS] });
const things = () => store.connection.collection<{ _id: string }>('rules');
const anEvent = (id: string, more: Partial<NewEvent> = {}): NewEvent => ({
  id,
  type: 'rule.paused',
  at: clock.now(),
  ...tenant,
  data: {},
  ...more,
});
const all = () => feed.store.list(null, 0, 10_000);
const ids = async () => (await all()).map(({ id }) => id);

describe('the feed', () => {
  it('has no gap, no double and each process’s own order when several append at once', async () => {
    const feeds = [1, 2, 3].map((n) => ({ n, feed: feedOn(store.connection) }));
    const seen: number[] = [];
    let isDone = false;
    const reader = (async () => {
      // Whoever reads on from what they have seen misses nothing that comes later.
      while (!isDone) {
        const page = await feed.store.list(null, seen.at(-1) ?? 0, 50);
        seen.push(...page.map(({ place }) => place));
      }
    })();
    await Promise.all(
      feeds.map(async (one) => {
        for (let turn = 0; turn < 8; turn += 1) {
          const some = [0, 1, 2, 3, 4].map((m) => anEvent(`${one.n}-${turn}-${m}`));
          await one.feed.store.append([...some, anEvent(`shared-${turn}`)]);
        }
      }),
    );
    isDone = true;
    await reader;
    const found = await all();
    expect(found.map(({ place }) => place)).toEqual(found.map((_, index) => index + 1));
    expect(found).toHaveLength(3 * 8 * 5 + 8);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    for (const { n } of feeds) {
      const own = found.filter(({ id }) => id.startsWith(`${n}-`)).map(({ id }) => id);
      expect(own).toEqual([...own].sort());
    }
    expect(seen).toEqual(seen.map((_, index) => index + 1));
  });

  it('tells what a row has to tell once, in its order, and takes the marks off', async () => {
    await things().insertOne({ _id: 'a', ...tellFirst('rule.activated', clock.now()) });
    for (const news of ['rule.paused', 'rule.resumed'] as const) {
      const { set, push } = tellWith(news);
      await things().updateOne({ _id: 'a' }, { $set: set, $push: push });
    }
    await Promise.all([feed.tell(), feedOn(store.connection).tell(), feed.tell()]);
    await feed.tell();
    const found = await all();
    expect(found.map(({ type }) => type)).toEqual([
      'rule.activated',
      'rule.paused',
      'rule.resumed',
    ]);
    expect(await things().findOne({})).toEqual({ _id: 'a' });
  });

  it('neither loses nor doubles one where the process ends at any call of the store', async () => {
    let steps = 0;
    for (let at = 1; ; at += 1) {
      await things().insertOne({ _id: `row${at}`, ...tellFirst('rule.activated') });
      const dying = endingAt(store.connection, at);
      await feedOn(dying.connection)
        .tell()
        .catch((error: unknown) => {
          if (!(error instanceof Ended)) throw error;
        });
      // What is written meanwhile is told as well, behind it.
      const { set, push } = tellWith('rule.paused');
      await things().updateOne({ _id: `row${at}` }, { $set: set, $push: push });
      await feed.tell();
      const own = (await all()).filter(({ data }) => data['ruleId'] === `row${at}`);
      expect([at, ...own.map(({ type }) => type)]).toEqual([at, 'rule.activated', 'rule.paused']);
      expect(await things().countDocuments({ untoldMark: { $exists: true } })).toBe(0);
      if (!dying.ended()) break;
      steps += 1;
    }
    expect(steps).toBeGreaterThan(3);
  });

  it('is read by type and by tenant; a page says where the next one begins', async () => {
    await feed.store.append([
      anEvent('1'),
      anEvent('2', { type: 'rule.ended' }),
      anEvent('3', { deploymentId: 'd2' }),
      anEvent('4', { platformId: 'p2' }),
      anEvent('5'),
    ]);
    const read = async (part: Parameters<Feed['read']>[0], after: number, limit: number) => {
      const page = await feed.read(part, after, limit);
      return [page.events.map(({ id }) => id).join(), page.place, page.hasMore];
    };
    expect(await read({ within: null }, 0, 3)).toEqual(['1,2,3', 3, true]);
    expect(await read({ within: null }, 3, 3)).toEqual(['4,5', 5, false]);
    const own = { platformId: 'p1', deploymentId: 'd1' };
    expect(await read({ within: own }, 0, 10)).toEqual(['1,2,5', 5, false]);
    expect(await read({ within: own, types: new Set(['rule.ended']) }, 0, 10)).toEqual([
      ...['2', 5, false],
    ]);
    expect(await feed.placeOf(own, '5')).toBe(5);
    expect(await feed.placeOf(own, '4')).toBeNull();
  });

  it(`forgets what is older than ${KEPT_DAYS} days, and goes on counting`, async () => {
    await feed.store.append([anEvent('old-1'), anEvent('old-2')]);
    clock.advance((KEPT_DAYS + 1) * 86_400_000);
    await feed.store.append([anEvent('new')]);
    await feed.forget();
    expect(await ids()).toEqual(['new']);
    expect(await feed.isKept(1)).toBe(false);
    expect(await feed.isKept(2)).toBe(true);
    clock.advance((KEPT_DAYS + 1) * 86_400_000);
    await feed.forget();
    await feed.store.append([anEvent('newest')]);
    expect((await all()).at(-1)?.place).toBe(4);
  });
});

class Ended extends Error {}

/** A connection of a process that ends at its `at`th call of the store, before or after it is done, by turns. */
function endingAt(connection: Connection, at: number) {
  let calls = 0;
  let hasEnded = false;
  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (name === 'collection' && typeof member === 'object') return watched(member as object);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (hasEnded || ++calls >= at) {
            hasEnded = true;
            throw new Ended(String(name));
          }
          return (member as (...rest: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  const through = new Proxy(connection, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (name === 'model' || name === 'collection')
        return (...args: unknown[]) =>
          watched((member as (...rest: unknown[]) => object).apply(object, args));
      return typeof member === 'function' ? (member.bind(object) as unknown) : member;
    },
  });
  return { connection: through, ended: () => hasEnded };
}
