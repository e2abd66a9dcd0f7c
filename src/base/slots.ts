import { createFairQueue } from './fair-queue.js';

/** Lets a few run and keeps the others waiting: whoever waits takes turns by key, and within a key in the order they came. */
export interface Slots {
  /** @param key for whom, such as a platform. Absent: all are alike. */
  run<T>(work: () => Promise<T>, key?: string): Promise<T>;
  /** Sends away, with this error, whoever waits. */
  clear(error: Error): void;
  /** Whether nobody runs and nobody waits. */
  isIdle(): boolean;
}

interface Waiting {
  readonly enter: () => void;
  readonly leave: (error: Error) => void;
}

/** What is known to wait on others for long. */
export interface Slow {
  /** Milliseconds after which a run leaves its place to another: it does little by itself but wait. */
  readonly afterMs: number;
  /** How many may have left their places. */
  readonly most: number;
}

/**
 * @param count how many run at a time
 * @param each how many of one key run at a time, slow ones too. Default: all of them
 * @param slow absent: every run keeps its place to its end
 */
export function createSlots(count: number, each = count, slow?: Slow): Slots {
  const running = new Map<string, number>();
  const waiting = createFairQueue<Waiting>({ most: Infinity, mostEach: Infinity });
  let taken = 0;
  let aside = 0;

  const mayGo = (key: string): boolean => (running.get(key) ?? 0) < each;
  const note = (key: string, by: 1 | -1): void => {
    const now = (running.get(key) ?? 0) + by;
    if (now === 0) running.delete(key);
    else running.set(key, now);
  };
  const serve = (): void => {
    while (taken < count) {
      const next = waiting.next(mayGo);
      if (next === null) return;
      note(next.key, 1);
      taken += 1;
      next.item.enter();
    }
  };

  return {
    async run(work, key = '') {
      await new Promise<void>((enter, leave) => {
        waiting.push(key, { enter, leave });
        serve();
      });
      let isAside = false;
      const timer =
        slow &&
        setTimeout(() => {
          if (aside >= slow.most) return;
          isAside = true;
          aside += 1;
          taken -= 1;
          serve();
        }, slow.afterMs).unref();
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        if (isAside) aside -= 1;
        else taken -= 1;
        note(key, -1);
        serve();
      }
    },
    clear(error) {
      for (let next = waiting.next(() => true); next; next = waiting.next(() => true))
        next.item.leave(error);
    },
    isIdle: () => running.size === 0 && waiting.size === 0,
  };
}
