import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger, createTestClock, systemClock } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWork, type Work } from './work.js';

const log = createLogger('silent');
let store: TestStore;
const started: Work[] = [];

beforeAll(async () => {
  store = await startTestStore();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((work) => work.stop()));
});
afterAll(() => store.close());

function worker(options: { readonly lockMs?: number } = {}): Work {
  const work = createWork({
    connection: store.connection,
    clock: systemClock,
    log,
    lookEveryMs: 20,
    ...options,
  });
  started.push(work);
  return work;
}

describe('createWork', () => {
  it('does recurring work again and again', async () => {
    const work = worker();
    let times = 0;
    work.recurring('tick', 30, async () => void (times += 1));
    await work.start();
    await vi.waitFor(() => expect(times).toBeGreaterThan(2), 10_000);
  });

  it('does a queued task with its data', async () => {
    const work = worker();
    const seen: unknown[] = [];
    work.task<{ rule: string }>('check', async ({ rule }) => void seen.push(rule));
    await work.start();
    await work.soon('check', { rule: 'r1' });
    await vi.waitFor(() => expect(seen).toEqual(['r1']), 10_000);
  });

  it('queues one task a key while it waits, and another while the first one runs', async () => {
    const work = worker();
    let runs = 0;
    let finish = () => {};
    const running = new Promise<void>((done) => (finish = done));
    work.task('once', async () => {
      runs += 1;
      if (runs === 1) await running;
    });
    const key = 'only';
    await work.soon('once', {}, { key });
    await work.soon('once', {}, { key });
    expect(await store.connection.db?.collection('jobs').countDocuments({ name: 'once' })).toBe(1);
    await work.start();
    await vi.waitFor(() => expect(runs).toBe(1), 10_000);
    await work.soon('once', {}, { key });
    finish();
    await vi.waitFor(() => expect(runs).toBe(2), 10_000);
  });

  it('tries a task that throws again', async () => {
    const work = worker();
    let runs = 0;
    work.task('flaky', async () => {
      runs += 1;
      if (runs === 1) throw new Error('the first time');
    });
    await work.start();
    await work.soon('flaky', {});
    await vi.waitFor(() => expect(runs).toBe(2), 15_000);
  });

  it('shares work between two processes: each task is done by one of them', async () => {
    const seen: string[] = [];
    for (const name of ['a', 'b']) {
      const work = worker();
      work.task<{ n: number }>('shared', async ({ n }) => void seen.push(`${n}${name}`));
      await work.start();
    }
    for (let n = 0; n < 10; n += 1) await started[0]?.soon('shared', { n });
    await vi.waitFor(() => expect(seen).toHaveLength(10), 10_000);
    expect(new Set(seen.map((text) => text[0])).size).toBe(10);
  });
});

describe('the lock of a job', () => {
  const lockMs = 500;
  const jobs = () => store.connection.db!.collection('jobs');
  const lockedAt = async (name: string) => (await jobs().findOne({ name }))?.['lockedAt'] as Date;

  it('is renewed while the job runs, so that nobody else runs it, however long it takes', async () => {
    let runs = 0;
    let finish = () => {};
    const running = new Promise<void>((done) => (finish = done));
    for (const work of [worker({ lockMs }), worker({ lockMs })]) {
      work.task('long', async () => {
        runs += 1;
        await running;
      });
      await work.start();
    }
    await started[0]?.soon('long', {});
    await vi.waitFor(async () => expect(await lockedAt('long')).toBeTruthy(), 10_000);
    const first = (await lockedAt('long')).getTime();
    const later = async () =>
      expect((await lockedAt('long')).getTime() - first).toBeGreaterThan(2_000);
    await vi.waitFor(later, { timeout: 15_000, interval: 50 });
    finish();
    await vi.waitFor(
      async () => expect(await jobs().countDocuments({ name: 'long' })).toBe(0),
      10_000,
    );
    expect(runs).toBe(1);
  });

  it('is renewed for a job that waits for others of its kind in the same process', async () => {
    let runs = 0;
    let finish = () => {};
    const running = new Promise<void>((done) => (finish = done));
    for (const work of [worker({ lockMs }), worker({ lockMs })]) {
      work.task('many', async () => {
        runs += 1;
        await running;
      });
      await work.start();
    }
    for (let n = 0; n < 12; n += 1) await started[0]?.soon('many', { n });
    // Four run in each of the two, the others wait; for four times a lock's time.
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(4), 10_000);
    const begun = Date.now();
    await vi.waitFor(() => expect(Date.now() - begun).toBeGreaterThan(4 * lockMs), 10_000);
    finish();
    await vi.waitFor(
      async () => expect(await jobs().countDocuments({ name: 'many' })).toBe(0),
      10_000,
    );
    expect(runs).toBe(12);
  });

  it('runs out soon after its worker died: another one does the job', async () => {
    const work = worker({ lockMs });
    let runs = 0;
    work.task('orphan', async () => void (runs += 1));
    await work.soon('orphan', {});
    await jobs().updateOne({ name: 'orphan' }, { $set: { lockedAt: new Date(), nextRunAt: null } });
    const died = Date.now();
    await work.start();
    await vi.waitFor(() => expect(runs).toBe(1), { timeout: 10_000, interval: 20 });
    expect(Date.now() - died).toBeGreaterThanOrEqual(lockMs - 50);
  });

  it('stays with the worker that took it over, when the first one fails after all', async () => {
    const work = worker({ lockMs });
    let fail = () => {};
    const running = new Promise<void>((_, no) => (fail = () => no(new Error('too late'))));
    let phase = 'waits';
    work.task('stolen', () => {
      phase = 'runs';
      return running.finally(() => (phase = 'ended'));
    });
    await work.start();
    await work.soon('stolen', {});
    await vi.waitFor(() => expect(phase).toBe('runs'), 10_000);
    const theirs = new Date(Date.now() + 60_000);
    await jobs().updateOne({ name: 'stolen' }, { $set: { lockedAt: theirs } });
    const begun = Date.now();
    await vi.waitFor(() => expect(Date.now() - begun).toBeGreaterThan(lockMs), 10_000);
    fail();
    await vi.waitFor(() => expect(phase).toBe('ended'));
    await work.stop();
    expect(await lockedAt('stolen')).toEqual(theirs);
  });
});

describe('lease', () => {
  it('is held by one worker at a time and given back afterwards', async () => {
    const [one, two] = [worker(), worker()];
    const inner = await one.lease('k', 60_000, () => two.lease('k', 60_000, async () => 'both'));
    expect(inner).toEqual({ taken: true, value: { taken: false } });
    expect(await two.lease('k', 60_000, async () => 'after')).toEqual({
      taken: true,
      value: 'after',
    });
  });

  it('is given back when the work under it throws', async () => {
    const work = worker();
    await expect(work.lease('t', 60_000, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await work.lease('t', 60_000, async () => 1)).toEqual({ taken: true, value: 1 });
  });

  it('outlives a dead worker by its time to live and no longer', async () => {
    const clock = createTestClock();
    const dead = createWork({ connection: store.connection, clock, log });
    const alive = createWork({ connection: store.connection, clock, log });
    void dead.lease('d', 60_000, () => new Promise(() => {}));
    await vi.waitFor(async () => {
      expect(await alive.lease('d', 60_000, async () => 1)).toEqual({ taken: false });
    });
    clock.advance(60_001);
    expect(await alive.lease('d', 60_000, async () => 2)).toEqual({ taken: true, value: 2 });
  });
});
