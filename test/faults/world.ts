import { createLaurel, type Laurel, type TestOverrides } from '../../src/app.js';
import { createLogger, createTestClock, type Clock } from '../../src/base/index.js';
import { connect, toStore } from '../../src/store/open-store.js';
import type { TestStore } from '../../src/store/index.js';
import { openCourse } from '../support/open-course.js';
import { sharedWorkers, startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { startStoreProxy, type StoreProxy } from './store-proxy.js';
import { mapEverySource, type OpenCourse, type Way } from './ways.js';

/** For how long an answer is waited for: briefly while answers are held up on purpose, for long when all is well. */
const PATIENCE_MS = { spoiled: 300, well: 20_000 };
const log = createLogger('silent');

/** A worker of its own: it shares the store with the others, and the processes that draw and read. */
export interface Worker extends Laurel {
  readonly proxy: StoreProxy;
  /** Ends it without a word, as SIGKILL does: no lease is given back. */
  end(): Promise<void>;
}

/** A course with a badge on every source of a platform, and workers to look after it. */
export interface World {
  readonly laurel: TestLaurel;
  readonly open: OpenCourse;
  readonly ways: readonly Way[];
  readonly clock: ReturnType<typeof createTestClock>;
  /** Usernames of those who have passed everything. */
  readonly passing: Set<string>;
  /** What was waited for between two calls, in milliseconds; waiting moves the clock. */
  readonly pauses: number[];
  /** @param aheadMs how far its clock is ahead of everybody else's */
  startWorker(aheadMs?: number): Promise<Worker>;
  close(): Promise<void>;
}

/**
 * Starts a worker of its own on the store of an application.
 * @param aheadMs how far its clock is ahead of everybody else's
 */
export async function startWorkerOn(
  laurel: TestLaurel,
  brought: { readonly clock: Clock } & Omit<TestOverrides, 'store' | 'clock' | 'workers'>,
  aheadMs = 0,
): Promise<Worker> {
  const { url } = laurel.store as TestStore;
  const proxy = await startStoreProxy(url);
  const connection = await connect(proxy.url, laurel.store.connection.name);
  // Indexes were built when the first worker started.
  const store = { ...toStore(connection, () => proxy.close()), buildIndexes: async () => {} };
  const ahead = { now: () => new Date(brought.clock.now().getTime() + aheadMs) };
  const overrides = { ...brought, store, clock: ahead, workers: sharedWorkers() };
  const worker = await createLaurel(laurel.settings, log, overrides);
  return {
    ...worker,
    proxy,
    async end() {
      await connection.destroy(true);
      await worker.close();
      await proxy.close();
    },
  };
}

/** @param learners how many the course has */
export async function openWorld(kind: 'moodle' | 'canvas', learners: number): Promise<World> {
  const clock = createTestClock(new Date());
  const pauses: number[] = [];
  const pause = (ms: number) => {
    pauses.push(ms);
    clock.advance(Math.ceil(ms));
    return Promise.resolve();
  };
  const faulty = { isSpoiled: () => false };
  const patienceMs = () => PATIENCE_MS[faulty.isSpoiled() ? 'spoiled' : 'well'];
  const brought = { clock, pause, patienceMs };
  const laurel = await startTestLaurel(brought);
  const open = await openCourse(kind, laurel, { clock, learners });
  faulty.isSpoiled = () => open.platform.faults.isOn;
  await open.enter('teacher');
  const ways = await mapEverySource(laurel, open, (ms) => clock.advance(ms));
  return {
    laurel,
    open,
    ways,
    clock,
    pauses,
    passing: new Set(),
    startWorker: (aheadMs) => startWorkerOn(laurel, brought, aheadMs),
    async close() {
      await open.platform.close();
      await laurel.close();
    },
  };
}

/** Everything that a worker does by itself for a course, once. */
export async function workOnce({ open }: World, worker: Laurel): Promise<void> {
  await worker.checks.check(open.course);
  await worker.course.sendBadgeScores();
  await worker.mail.sendDue();
  await worker.feed.tell();
}

/** Longer than a dead worker's lease and a kept roster live. */
const ALL_RUN_OUT_MS = 15 * 60_000;

/** What stays of a dead worker runs out; then another one does what is left. */
export async function workOn(world: World, worker: Laurel): Promise<void> {
  world.clock.advance(ALL_RUN_OUT_MS);
  await workOnce(world, worker);
}

/** Somebody passes everything; somebody else almost does. */
export function giveGrades(world: World, passes: string, fails: string): void {
  const { platform } = world.open;
  for (const { column } of world.ways) {
    const type = (who: string, share: number) =>
      // A quiz is attempted, so that what copies it is calculated; the rest is typed by a teacher.
      column.kind === 'quiz'
        ? platform.attempt(who, column, share * column.maximum)
        : platform.setGrade(who, column, share * column.maximum);
    type(passes, 0.9);
    type(fails, 0.6999);
  }
  world.clock.advance(2_000);
  platform.openGradebook();
  world.passing.add(passes);
}
