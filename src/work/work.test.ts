import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEvents, createLogger, createTestClock, systemClock } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWork, type Work, type WorkDeps } from './work.js';

const log = createLogger('silent');
const events = createEvents(log);
let store: TestStore;
const started: Work[] = [];

beforeAll(async () => {
  store = await startTestStore();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((work) => work.stop()));
});
afterAll(() => store.close());

function worker(options: Partial<Omit<WorkDeps, 'connection'>> = {}): Work {
  const work = createWork({
    connection: store.connection,
    clock: systemClock,
    log,
    events,
    lookEveryMs: 20,
    ...options,
  });
  started.push(work);
  return work;
}

describe('a job', () => {
  it('has its id on every line, and is told once when it fails, each time it does', async () => {
    const lines: Record<string, unknown>[] = [];
    const own = createLogger('info', {
      write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const work = worker({ log: own, events: createEvents(own) });
    work.task('breaks', () => {
      own.info('at it');
      return Promise.reject(new Error('no good'));
    });
    await work.start();
    await work.soon('breaks', { person: 'S1' });
    const failed = () => lines.filter(({ event }) => event === 'job_failed');
    await vi.waitFor(() => expect(failed()).toHaveLength(2), 20_000);
    const [first, second] = failed();
    expect(first).toMatchObject({ job: 'breaks', failures: 1, err: { message: 'no good' } });
    expect(second).toMatchObject({ job: 'breaks', failures: 2, jobId: first?.['jobId'] });
    expect(first?.['jobId']).toMatch(/^[0-9a-f]{24}$/);
    const during = lines.filter(({ msg }) => msg === 'at it');
    expect(during.map(({ jobId }) => jobId)).toEqual(Array(during.length).fill(first?.['jobId']));
    expect(JSON.stringify(lines)).not.toContain('S1');
  });

  it('of one platform holds up no other’s: nobody has every slot', async () => {
    const work = worker();
    const begun: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    work.task<{ platform: string }>(
      'reads',
      async ({ platform }) => {
        begun.push(platform);
        if (platform === 'slow') await held;
      },
      ({ platform }) => platform,
    );
    for (let n = 0; n < 12; n += 1) await work.soon('reads', { platform: 'slow' });
    await work.soon('reads', { platform: 'quick' });
    await work.start();
    await vi.waitFor(() => expect(begun).toContain('quick'), 20_000);
    // Each asks the store whether its lock is still its own before it begins.
    const slow = () => begun.filter((platform) => platform === 'slow');
    await vi.waitFor(() => expect(slow()).toHaveLength(2), 20_000);
    letGo();
    await vi.waitFor(() => expect(begun).toHaveLength(13), 20_000);
  });

  it('is in the backlog from its time on, until it is done', async () => {
    const work = worker();
    work.task('waits', () => Promise.resolve());
    const waiting = async () => (await work.backlog())['waits'];
    expect(await waiting()).toEqual({ depth: 0 });
    const at = new Date(Date.now() - 60_000);
    await work.soon('waits', {}, { at });
    await work.soon('waits', {}, { at: new Date(Date.now() + 600_000) });
    expect(await waiting()).toEqual({ depth: 1, oldestAt: at });
    await work.start();
    await vi.waitFor(async () => expect(await waiting()).toEqual({ depth: 0 }), 10_000);
  });
});

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
    const dead = createWork({ connection: store.connection, clock, log, events });
    const alive = createWork({ connection: store.connection, clock, log, events });
    await new Promise<void>((isHeld) => {
      void dead.lease('d', 60_000, () => {
        isHeld();
        return new Promise(() => {});
      });
    });
    expect(await alive.lease('d', 60_000, async () => 1)).toEqual({ taken: false });
    clock.advance(60_001);
    expect(await alive.lease('d', 60_000, async () => 2)).toEqual({ taken: true, value: 2 });
  });
});
