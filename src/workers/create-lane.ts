import { createFairQueue, Unavailable } from '../base/index.js';
import { startWorker, type Worker } from './worker.js';

export interface LaneOptions {
  /** Processes at a time. */
  readonly size: number;
  /** Milliseconds after which a process that has nothing to do is ended. */
  readonly idleMs: number;
  /** The same of the last one: whoever comes next finds it loaded. */
  readonly warmMs: number;
  /** The longest that anything waits for its turn, in milliseconds. */
  readonly patienceMs: number;
  readonly most: number;
  readonly mostEach: number;
  /** Of what all those who wait have sent, in bytes. */
  readonly mostBytes: number;
}

/** Processes for one kind of work, shared out in turns. */
export interface WorkerLane {
  /** Lends a process for as long as `use` takes. Throws Unavailable `too_busy`. */
  use<T>(asker: Asker, use: (worker: Worker) => Promise<T>): Promise<T>;
  close(): void;
}

/** Who waits for a process, and how many bytes of theirs are kept meanwhile. */
export interface Asker {
  readonly key: string;
  readonly bytes: number;
}

/** Memory is given back to the system now and then, whatever was worked on. */
const MOST_JOBS = 300;

interface Seat {
  readonly worker: Worker;
  jobs: number;
  idle?: NodeJS.Timeout;
}

type Go = (error?: Error) => void;

const busy = () =>
  new Unavailable('too_busy', 'Too much is being worked on at once.', {
    action: 'Try again in a few seconds.',
    retryAfterSeconds: 5,
  });

/** Sums by name, and the whole. */
function createTally() {
  const sums = new Map<string, number>();
  let whole = 0;
  const of = (key: string): number => sums.get(key) ?? 0;
  return {
    of,
    total: () => whole,
    add(key: string, amount: number): void {
      whole += amount;
      const sum = of(key) + amount;
      if (sum === 0) sums.delete(key);
      else sums.set(key, sum);
    },
    largest: (): string | undefined =>
      [...sums].reduce<[string, number] | undefined>(
        (most, each) => (most === undefined || each[1] > most[1] ? each : most),
        undefined,
      )?.[0],
  };
}

export function createLane(options: LaneOptions): WorkerLane {
  const { size, idleMs, warmMs, patienceMs, mostBytes } = options;
  const free: Seat[] = [];
  const running = new Map<string, number>();
  const waiting = createFairQueue<Go>(options);
  /** While others may come, nobody has every process. */
  const mostEach = Math.max(1, size - 1);
  let taken = 0;
  const bytesOf = createTally();
  let isClosed = false;

  const mayGo = (key: string): boolean => (running.get(key) ?? 0) < mostEach;
  const count = (key: string, by: 1 | -1): void => {
    const now = (running.get(key) ?? 0) + by;
    taken += by;
    if (now === 0) running.delete(key);
    else running.set(key, now);
  };

  const serve = (): void => {
    while (taken < size) {
      const next = waiting.next(mayGo);
      if (next === null) return;
      count(next.key, 1);
      next.item();
    }
  };

  /** Whoever has most waiting gives way: nobody fills the queue for the others. False where the asker has most itself. */
  const makeRoom = ({ key, bytes }: Asker): boolean => {
    while (waiting.size >= options.most || bytesOf.total() + bytes > mostBytes) {
      const isFull = waiting.size >= options.most;
      const most = isFull ? waiting.longest() : bytesOf.largest();
      if (most === undefined || most === key) return false;
      const isEven = isFull
        ? waiting.count(key) + 1 >= waiting.count(most)
        : bytesOf.of(key) + bytes >= bytesOf.of(most);
      const dropped = isEven ? null : waiting.dropNewest(most);
      if (dropped === null) return false;
      dropped(busy());
    }
    return true;
  };

  const enter = ({ key, bytes }: Asker): Promise<void> => {
    if (isClosed || !makeRoom({ key, bytes })) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      bytesOf.add(key, bytes);
      const timer = setTimeout(() => {
        waiting.remove(key, go);
        go(busy());
      }, patienceMs);
      const go: Go = (error) => {
        clearTimeout(timer);
        bytesOf.add(key, -bytes);
        if (error === undefined) resolve();
        else reject(error);
      };
      if (waiting.push(key, go)) serve();
      else go(busy());
    });
  };

  const takeSeat = (): Seat => {
    for (let seat = free.pop(); seat !== undefined; seat = free.pop()) {
      clearTimeout(seat.idle);
      if (seat.worker.isAlive()) return seat;
    }
    return { worker: startWorker(), jobs: 0 };
  };

  const giveBack = (seat: Seat): void => {
    seat.jobs += 1;
    if (isClosed || seat.jobs >= MOST_JOBS || !seat.worker.isAlive()) return seat.worker.end();
    free.push(seat);
    rest(seat, idleMs);
  };

  /** Ends a process that has had nothing to do for a while, the last one later than the others. */
  const rest = (seat: Seat, ms: number): void => {
    seat.idle = setTimeout(() => {
      if (ms < warmMs && free.length === 1 && taken === 0) return rest(seat, warmMs - ms);
      free.splice(free.indexOf(seat), 1);
      seat.worker.end();
    }, ms).unref();
  };

  return {
    async use(asker, use) {
      const { key } = asker;
      await enter(asker);
      const seat = takeSeat();
      try {
        return await use(seat.worker);
      } finally {
        giveBack(seat);
        count(key, -1);
        serve();
      }
    },
    close() {
      isClosed = true;
      for (let next = waiting.next(() => true); next; next = waiting.next(() => true))
        next.item(busy());
      for (const seat of free.splice(0)) {
        clearTimeout(seat.idle);
        seat.worker.end();
      }
    },
  };
}
