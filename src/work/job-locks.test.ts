import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEvents, createLogger, createTestClock, type TestClock } from '../base/index.js';
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

/** Time passes when a test says so: nothing here looks at the machine's clock. */
let clock: TestClock;
beforeEach(() => {
  clock = createTestClock(new Date());
});
const lockMs = 60_000;
/** Of a worker that never says that it lives. */
const NEVER = 1e9;

function worker(options: Pick<WorkDeps, 'beatMs'> = {}): Work {
  const work = createWork({
    connection: store.connection,
    clock,
    log,
    events,
    lookEveryMs: 20,
    lockMs,
    ...options,
  });
  started.push(work);
  return work;
}

// Many steps of the store, one after the other: on a machine that does much else they take their time.
describe('the lock of a job', { timeout: 180_000 }, () => {
  const jobs = () => store.connection.db!.collection('jobs');
  const find = (name: string) => jobs().findOne({ name });
  const countLocked = (name: string) => jobs().countDocuments({ name, lockedAt: { $ne: null } });
  const gone = (name: string) =>
    vi.waitFor(async () => expect(await jobs().countDocuments({ name })).toBe(0), 60_000);
  /** A gate that what runs waits at. */
  function gate() {
    let open = () => {};
    const opened = new Promise<void>((done) => (open = done));
    return { open: () => open(), opened };
  }

  /** Lets twice the time of a lock pass, in steps that each worker sees. */
  async function letTimePass(name: string, count: number) {
    for (let step = 0; step < 6; step += 1) {
      clock.advance(lockMs / 3);
      const fresh = { name, lockedAt: clock.now() };
      await vi.waitFor(async () => expect(await jobs().countDocuments(fresh)).toBe(count), 60_000);
    }
  }

  it('is renewed while the job runs, so that nobody else runs it, however long it takes', async () => {
    let runs = 0;
    const { open, opened } = gate();
    for (const work of [1, 2].map(() => worker({ beatMs: 20 }))) {
      work.task('long', async () => {
        runs += 1;
        await opened;
      });
      await work.start();
    }
    await started[0]?.soon('long', {});
    await vi.waitFor(() => expect(runs).toBe(1), 60_000);
    await letTimePass('long', 1);
    open();
    await gone('long');
    expect(runs).toBe(1);
  });

  it('is renewed for a job that waits for others of its kind in the same process', async () => {
    let runs = 0;
    const { open, opened } = gate();
    for (const work of [1, 2].map(() => worker({ beatMs: 20 }))) {
      work.task('many', async () => {
        runs += 1;
        await opened;
      });
      await work.start();
    }
    for (let n = 0; n < 24; n += 1) await started[0]?.soon('many', { n });
    // Eight run in each of the two, the others wait.
    await vi.waitFor(async () => expect(await countLocked('many')).toBe(24), 60_000);
    await letTimePass('many', 24);
    open();
    await gone('many');
    expect(runs).toBe(24);
  });

  it('runs out when its worker has been silent for so long, and not before: another one does the job', async () => {
    const work = worker();
    let runs = 0;
    let looks = 0;
    work.task('orphan', async () => void (runs += 1));
    work.task('look', async () => void (looks += 1));
    await work.soon('orphan', {});
    const lock = { lockedAt: clock.now(), nextRunAt: null, lastModifiedBy: 'one that died' };
    await jobs().updateOne({ name: 'orphan' }, { $set: lock });
    await work.start();
    clock.advance(lockMs - 1);
    for (const count of [1, 2]) {
      await work.soon('look', {}, { at: new Date() });
      await vi.waitFor(() => expect(looks).toBe(count), 60_000);
    }
    expect(runs).toBe(0);
    clock.advance(1);
    await vi.waitFor(() => expect(runs).toBe(1), 60_000);
    await gone('orphan');
  });

  it.each([
    ['ends', (open: () => void) => open()],
    ['fails', (_open: () => void, fail: () => void) => fail()],
  ] as const)(
    'stays with the worker that took it over, when the first one %s after all',
    async (how, end) => {
      const name = `stolen-${how}`;
      const work = worker({ beatMs: NEVER });
      let [open, fail] = [() => {}, () => {}];
      const running = new Promise<void>((yes, no) => {
        open = yes;
        fail = () => no(new Error('too late'));
      });
      let phase = 'waits';
      work.task(name, () => {
        phase = 'runs';
        return running.finally(() => (phase = 'ended'));
      });
      await work.start();
      await work.soon(name, {});
      await vi.waitFor(() => expect(phase).toBe('runs'), 60_000);
      const theirs = { lockedAt: clock.now(), lastModifiedBy: 'the other worker' };
      await jobs().updateOne({ name }, { $set: theirs });
      const before = await find(name);
      end(open, fail);
      await vi.waitFor(() => expect(phase).toBe('ended'), 60_000);
      await work.stop();
      expect(await find(name)).toEqual(before);
      await jobs().deleteOne({ name });
    },
  );

  it('costs a starved process those jobs alone that it has not begun: they run once, elsewhere', async () => {
    const runs: string[] = [];
    const { open, opened } = gate();
    const start = async (who: string, beatMs: number) => {
      const work = worker({ beatMs });
      work.task<{ n: number }>('starved', async ({ n }) => {
        runs.push(`${n} ${who}`);
        await opened;
      });
      await work.start();
      return work;
    };
    const starved = await start('starved', NEVER);
    for (let n = 0; n < 24; n += 1) await starved.soon('starved', { n });
    await vi.waitFor(async () => expect(await countLocked('starved')).toBe(24), 60_000);
    await vi.waitFor(() => expect(runs).toHaveLength(8), 60_000);
    const begun = new Set(runs.map((run) => run.split(' ')[0]));
    // As if it had stood still: its beats are late, its locks are anybody's.
    clock.advance(lockMs);
    await start('other', 20);
    const fresh = { name: 'starved', lockedAt: clock.now() };
    await vi.waitFor(async () => expect(await jobs().countDocuments(fresh)).toBe(24), 60_000);
    open();
    await gone('starved');
    const timesOf = (n: number) => runs.filter((run) => run.startsWith(`${n} `)).length;
    for (let n = 0; n < 24; n += 1) {
      const times = timesOf(n);
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(begun.has(String(n)) ? 2 : 1);
    }
  });

  it('is given back by a process that stops, unless another has taken it', async () => {
    const { open, opened } = gate();
    const work = worker({ beatMs: NEVER });
    work.task('ending', () => opened);
    await work.start();
    for (let n = 0; n < 6; n += 1) await work.soon('ending', { n });
    await vi.waitFor(async () => expect(await countLocked('ending')).toBe(6), 60_000);
    const theirs = { lockedAt: clock.now(), lastModifiedBy: 'the other worker' };
    await jobs().updateOne({ name: 'ending', 'data.n': 5 }, { $set: theirs });
    const stopping = work.stop();
    open();
    await stopping;
    await vi.waitFor(async () => expect(await countLocked('ending')).toBe(1), 60_000);
    expect(await jobs().findOne({ name: 'ending', lockedAt: { $ne: null } })).toMatchObject(theirs);
    await jobs().deleteMany({ name: 'ending' });
  });
});
