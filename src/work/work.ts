import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createInFlight } from './in-flight.js';
import { createLeases, type Leases } from './lease.js';
import { createQueue, type Queue } from './queue.js';
import { createSlots, type Slots } from './slots.js';

/** When and under which key a task is queued. */
export interface SoonOptions {
  /** A second task of this name and key is not queued while the first one waits. */
  readonly key?: string;
  readonly at?: Date;
}

/** Recurring and queued work over the store, shared by any number of processes. */
export interface Work extends Leases {
  /** Lists work that one process at a time does every `everyMs` milliseconds. Call before {@link Work.start}. */
  recurring(name: string, everyMs: number, run: () => Promise<void>): void;
  /** Lists work that is done for each {@link Work.soon}. A run that throws is tried again, later each time. */
  task<T extends object>(name: string, run: (data: T) => Promise<void>): void;
  /** Queues a task. It survives a restart, and may run twice when a worker dies: tasks are idempotent. */
  soon(name: string, data: object, options?: SoonOptions): Promise<void>;
  start(): Promise<void>;
  /** Takes no new work and waits for what is running, ten seconds at most. */
  stop(): Promise<void>;
}

/** Runs of one task at a time in this process; the others wait, or are another process's. */
const AT_ONCE = 4;
/** More than run, because the queue is looked at once a second only; few enough to leave some to others. */
const TAKEN_AT_ONCE = 32;
const PATIENCE_MS = 10_000;
const RETRIES = { first: 2_000, last: 300_000, times: 8 };

/** Doubles from two seconds to five minutes, with jitter so that many do not come back at once. */
function backoff({ attempt }: { readonly attempt: number }): number | null {
  if (attempt > RETRIES.times) return null;
  return Math.min(RETRIES.last, RETRIES.first * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

export interface WorkDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often the queue is looked at, in milliseconds. */
  readonly lookEveryMs?: number;
  /** How long a worker may be silent before its work is another's, in milliseconds. */
  readonly lockMs?: number;
}

export function createWork(deps: WorkDeps): Work {
  const definitions: ((queue: Queue) => void)[] = [];
  const intervals = new Map<string, number>();
  const inFlight = createInFlight();
  const allSlots: Slots[] = [];
  let made: Queue | undefined;

  // agenda reaches for the store when it is made, and does not forgive one that is away just then: so, when needed.
  const queue = (): Queue => {
    if (made === undefined) {
      made = createQueue(deps);
      for (const define of definitions) define(made);
    }
    return made;
  };

  return {
    ...createLeases(deps),
    recurring(name, everyMs, run) {
      intervals.set(name, everyMs);
      const options = { concurrency: 1, lockLimit: 1 };
      definitions.push(({ agenda, hold }) =>
        agenda.define(name, (job) => inFlight.track(hold(job, run)), options),
      );
    },
    task<T extends object>(name: string, run: (data: T) => Promise<void>) {
      // For agenda all that are taken run, so that the locks of those who wait here for a slot are renewed too.
      const options = { concurrency: TAKEN_AT_ONCE, lockLimit: TAKEN_AT_ONCE, backoff };
      const slots = createSlots(AT_ONCE);
      allSlots.push(slots);
      definitions.push(({ agenda, hold }) =>
        agenda.define<T>(
          name,
          (job) => inFlight.track(hold(job, () => slots.run(() => run(job.attrs.data)))),
          options,
        ),
      );
    },
    async soon(name, data, options = {}) {
      const job = queue()
        .agenda.create(name, data)
        .schedule(options.at ?? deps.clock.now());
      if (options.key !== undefined) {
        // One that runs already (it is locked) may have looked too early: then another one waits behind it.
        job.unique({ 'data.key': options.key, lockedAt: null }, { insertOnly: true });
        job.attrs.data = { ...data, key: options.key };
      }
      await job.save();
    },
    async start() {
      const { agenda } = queue();
      await agenda.start();
      for (const [name, everyMs] of intervals) await agenda.every(everyMs, name);
    },
    async stop() {
      if (made === undefined) return;
      // Not drain(): it keeps waiting jobs locked, and whoever starts next would wait for them.
      await made.agenda.stop(false);
      // Put back into the queue, for a process that goes on.
      for (const slots of allSlots) slots.clear(new Error('this process stops'));
      await Promise.race([inFlight.settled(), wait(PATIENCE_MS, undefined, { ref: false })]);
      await made.quiet();
    },
  };
}
