import type { Worker } from 'node:worker_threads';
import type { SigningBatch } from './thread-messages.js';
import { startThread } from './start-thread.js';
import { talkTo, type Thread } from './thread.js';

/** Threads end when nothing was signed for so long. */
const IDLE_MS = 60_000;
/** After a thread that ended by itself none is begun for so long: what ends one may end the next. */
const PAUSE_MS = 10_000;

/** Threads of this process that sign batches of badges. None runs before the first batch. */
export interface SigningThreads {
  /**
   * Signs a batch on the thread that is least busy.
   * @returns the badges' texts in the orders' order; null where no thread is ready, or the one that had the batch ended or
   *   could not sign it: the caller signs it then
   */
  sign(batch: SigningBatch): Promise<readonly string[] | null>;
  /** Begins all threads. @returns how many can sign */
  warm(): Promise<number>;
  /** Waits for what is being signed, and ends the threads. */
  close(): Promise<void>;
}

export interface SigningThreadsDeps {
  /** How many threads there are at most; 0: none. */
  readonly most: number;
  /** Told of an achievement whose compiled badge differs from the library's. */
  readonly onDiffers: (achievementId: string) => void;
  /** Told of a thread that ended by itself. */
  readonly onLost?: () => void;
  /** Begins a thread; absent: as a test does not. */
  readonly start?: () => Worker;
}

/** Makes the threads. */
export function createSigningThreads({
  most,
  onDiffers,
  onLost,
  start = startThread,
}: SigningThreadsDeps): SigningThreads {
  const threads = new Set<Thread>();
  const atWork = new Set<Promise<unknown>>();
  let isClosing = false;
  let pausedUntil = 0;
  let idle: NodeJS.Timeout | undefined;

  function begin(): void {
    if (isClosing || threads.size >= most || performance.now() < pausedUntil) return;
    const onEnd = (): void => {
      if (!threads.delete(thread)) return;
      pausedUntil = performance.now() + PAUSE_MS;
      onLost?.();
    };
    const thread = talkTo(start(), { onDiffers, onEnd });
    threads.add(thread);
  }

  async function endAll(): Promise<void> {
    const ending = [...threads];
    threads.clear();
    await Promise.all(ending.map((thread) => thread.end()));
  }

  /** The thread with the least to do of those that are ready. */
  function choose(): Thread | undefined {
    const ready = [...threads].filter((thread) => thread.isReady());
    return ready.sort((one, other) => one.load() - other.load())[0];
  }

  function noteUse(): void {
    clearTimeout(idle);
    idle = setTimeout(() => void (atWork.size > 0 ? noteUse() : endAll()), IDLE_MS);
    idle.unref();
  }

  return {
    async sign(batch) {
      const thread = choose();
      if (thread === undefined || thread.load() > 0) begin();
      if (thread === undefined || isClosing) return null;
      noteUse();
      const signing = thread.sign(batch);
      atWork.add(signing);
      try {
        return await signing;
      } finally {
        atWork.delete(signing);
      }
    },
    async warm() {
      for (let n = threads.size; n < most; n += 1) begin();
      noteUse();
      const started = await Promise.all([...threads].map((thread) => thread.started));
      return started.filter(Boolean).length;
    },
    async close() {
      isClosing = true;
      clearTimeout(idle);
      await Promise.allSettled(atWork);
      await endAll();
    },
  };
}
