import { createFairQueue } from './fair-queue.js';

/** Runs a few at a time while the others wait: keys take turns, and within a key the order of arrival holds. */
export interface Slots {
  /** @param key whose turn the run counts as, such as a platform's; absent: all runs are of one key */
  run<T>(work: () => Promise<T>, key?: string): Promise<T>;
  /** Rejects all that wait with this error. */
  clear(error: Error): void;
  /** Whether nothing runs and nothing waits. */
  isIdle(): boolean;
}

interface Waiting {
  readonly enter: () => void;
  readonly leave: (error: Error) => void;
}

/** How runs that mostly wait for another system make room. */
export interface Slow {
  /** Milliseconds after which a run gives up its place: it uses little of this machine while it waits. */
  readonly afterMs: number;
  /** How many runs may have given up their places at a time. */
  readonly most: number;
}

/**
 * @param count how many run at a time
 * @param each how many of one key run at a time, including those that gave up their places. Default: `count`
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
