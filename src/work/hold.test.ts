import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createEvents, createLogger, systemClock } from '../base/index.js';
import { endHold, startTestStore, watchHold, writeHold, type TestStore } from '../store/index.js';
import { createWork } from './work.js';

const log = createLogger('silent');
let store: TestStore;

beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

it('work of a restored store begins when the operator lets it go, in processes that run already', async () => {
  const { connection } = store;
  const now = new Date();
  await writeHold(connection, { state: 'held', since: now, madeAt: now });
  const work = createWork({
    connection,
    clock: systemClock,
    log,
    events: createEvents(log),
    lookEveryMs: 20,
    hold: watchHold(connection),
    lookAtHoldMs: 5,
  });
  const done: string[] = [];
  work.recurring('often', 50, () => Promise.resolve(void done.push('often')));
  work.task('once', () => Promise.resolve(void done.push('once')));
  await work.start();
  await work.soon('once', {});
  // Nothing is in the queue's list of recurring work, so nobody can have begun any.
  expect(await connection.collection('jobs').countDocuments({ name: 'often' })).toBe(0);
  expect(done).toEqual([]);
  await endHold(connection);
  await vi.waitFor(() => expect(new Set(done)).toEqual(new Set(['often', 'once'])), 20_000);
  await work.stop();
});

it('work that is stopped while the store is held never begins', async () => {
  const { connection } = store;
  const now = new Date();
  await writeHold(connection, { state: 'held', since: now, madeAt: now });
  const asked: boolean[] = [];
  const watch = watchHold(connection);
  const hold = {
    isHeld: async () => {
      const isHeld = await watch.isHeld();
      asked.push(isHeld);
      return isHeld;
    },
  };
  const events = createEvents(log);
  const work = createWork({ connection, clock: systemClock, log, events, hold, lookAtHoldMs: 5 });
  const run = vi.fn(() => Promise.resolve());
  work.recurring('never', 50, run);
  await work.start();
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2), 20_000);
  await work.stop();
  await endHold(connection);
  expect(await connection.collection('jobs').countDocuments({ name: 'never' })).toBe(0);
  expect(run).not.toHaveBeenCalled();
});
