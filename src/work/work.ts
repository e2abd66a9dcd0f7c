import { setTimeout as wait } from 'node:timers/promises';
import {
  backOffMs,
  createSlots,
  type BackOff,
  type Clock,
  type Events,
  type Logger,
  type Slots,
} from '../base/index.js';
import type { Backlog, Connection, HoldWatch } from '../store/index.js';
import { createInFlight } from './in-flight.js';
import { createLeases, type Leases } from './lease.js';
import { createLoop, type Loop } from './loop.js';
import { observeRun } from './observe-run.js';
import { createQueue, type Queue } from './queue.js';

/** When and under which key a task is queued. */
export interface SoonOptions {
  /** A second task of this name and key is not queued while the first one waits. */
  readonly key?: string;
  /** Nor while the first one runs: whoever queues it looks again by itself. */
  readonly isRepeated?: boolean;
  readonly at?: Date;
}

/** Recurring and queued work over the store, shared by any number of processes. */
export interface Work extends Leases {
  /** Lists work that one process at a time does every `everyMs` milliseconds. Call before {@link Work.start}. */
  recurring(name: string, everyMs: number, run: () => Promise<void>): void;
  /**
   * Lists work that every process does by itself, over and over: such as taking from a list that all share.
   * @param run gives how many milliseconds to wait before the next run; it ends soon where its signal says so
   * @param end ends what runs have begun and left going, when this process stops
   */
  repeating(
    name: string,
    run: (signal: AbortSignal) => Promise<number>,
    end?: () => Promise<void>,
  ): void;
  /**
   * Lists work that is done for each {@link Work.soon}. A run that throws is tried again, later each time.
   * @param keyOf for whom it is done, such as a platform: nobody's work takes every slot, and those who wait take turns
   */
  task<T extends object>(
    name: string,
    run: (data: T) => Promise<void>,
    keyOf?: (data: T) => string,
  ): void;
  /** Queues a task. It survives a restart, and may run twice when a worker dies or falls silent: tasks are idempotent. */
  soon(name: string, data: object, options?: SoonOptions): Promise<void>;
  /** What waits to be run of the listed work, by its name. */
  backlog(): Promise<Readonly<Record<string, Backlog>>>;
  /** Begins; where the store is held, as soon as it is let go. */
  start(): Promise<void>;
  /** Takes no new work and waits for what is running, two and a half seconds at most; what is not done then is given back, for another process to begin anew. */
  stop(): Promise<void>;
}

/** Runs of one task at a time in this process, and of those for one key; the others wait, or are another process's. */
const AT_ONCE = 8;
const AT_ONCE_EACH = 2;
/** More than run, because the queue is looked at once a second only; few enough to leave some to others. */
const TAKEN_AT_ONCE = 200;
/** Who waits for a slow platform leaves its place to others: a few of those must not stand in front of all. */
const SLOW = { afterMs: 10_000, most: 56 };
const PATIENCE_MS = 2_500;
const LOOK_AT_HOLD_MS = 5_000;
const MOST_RETRIES = 8;
/** The wait after a failure doubles from two seconds to five minutes, with jitter so that many do not come back at once. */
const RETRY: BackOff = { firstMs: 2_000, mostMs: 300_000, jitter: [0.5, 1] };

/** How long the queue's own calls to the store may take at the end. */
const QUIET_MS = 300;

const within = (ms: number, end: Promise<unknown>): Promise<unknown> =>
  Promise.race([end, wait(ms, undefined, { ref: false })]);

function backoff({ attempt }: { readonly attempt: number }): number | null {
  return attempt > MOST_RETRIES ? null : backOffMs(RETRY, attempt);
}

export interface WorkDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Pick<Events, 'tell'>;
  /** How often the queue is looked at, in milliseconds. */
  readonly lookEveryMs?: number;
  /** How long a worker may be silent before its work is another's, in milliseconds. */
  readonly lockMs?: number;
  /** How often it says that it lives, in milliseconds. */
  readonly beatMs?: number;
  /** Says whether work has to wait, as in a restored store; absent: it never has. */
  readonly hold?: HoldWatch;
  /** How often it is asked whether the store was let go, in milliseconds. */
  readonly lookAtHoldMs?: number;
}

export function createWork(deps: WorkDeps): Work {
  const { events, log } = deps;
  const names: string[] = [];
  const definitions: ((queue: Queue) => void)[] = [];
  const intervals = new Map<string, number>();
  const inFlight = createInFlight();
  const allSlots: Slots[] = [];
  const loops: Loop[] = [];
  let made: Queue | undefined;
  let waiting: NodeJS.Timeout | undefined;

  // agenda reaches for the store when it is made, and does not forgive one that is away just then: so, when needed.
  const queue = (): Queue => {
    if (made === undefined) {
      made = createQueue(deps);
      for (const define of definitions) define(made);
    }
    return made;
  };

  async function begin(): Promise<void> {
    const { agenda } = queue();
    await agenda.start();
    await Promise.all([...intervals].map(([name, everyMs]) => agenda.every(everyMs, name)));
    for (const loop of loops) loop.start();
  }

  async function beginOnceReleased(): Promise<void> {
    const held = waiting;
    if (held === undefined || (await deps.hold?.isHeld()) === true || waiting !== held) return;
    clearInterval(held);
    waiting = undefined;
    log.info('the store was released: work begins');
    await begin();
  }

  const leases = createLeases(deps);
  return {
    lease: (...of) => leases.lease(...of),
    recurring(name, everyMs, run) {
      intervals.set(name, everyMs);
      names.push(name);
      const options = { concurrency: 1, lockLimit: 1 };
      definitions.push(({ agenda, hold }) =>
        agenda.define(
          name,
          // oxlint-disable-next-line typescript/no-misused-promises -- agenda waits for what a processor promises
          (job) => inFlight.track(hold(job, () => observeRun(events, job, run))),
          options,
        ),
      );
    },
    repeating: (name, run, end) => void loops.push(createLoop({ name, log, run, end })),
    task<T extends object>(
      name: string,
      run: (data: T) => Promise<void>,
      keyOf?: (data: T) => string,
    ) {
      names.push(name);
      // For agenda all that are taken run, so that the locks of those who wait here for a slot are renewed too.
      const options = { concurrency: TAKEN_AT_ONCE, lockLimit: TAKEN_AT_ONCE, backoff };
      const slots = keyOf ? createSlots(AT_ONCE, AT_ONCE_EACH, SLOW) : createSlots(AT_ONCE);
      allSlots.push(slots);
      definitions.push(({ agenda, hold }) =>
        agenda.define<T>(
          name,
          // oxlint-disable-next-line typescript/no-misused-promises -- agenda waits for what a processor promises
          (job) => {
            const runIt = () => observeRun(events, job, () => run(job.attrs.data));
            return inFlight.track(
              hold(job, runIt, (begin) => slots.run(begin, keyOf?.(job.attrs.data))),
            );
          },
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
        const lockedAt = options.isRepeated === true ? {} : { lockedAt: null };
        job.unique({ 'data.key': options.key, ...lockedAt }, { insertOnly: true });
        job.attrs.data = { ...data, key: options.key };
      }
      await job.save();
    },
    backlog: () => queue().readBacklog(names, deps.clock.now()),
    async start() {
      if (!(await deps.hold?.isHeld())) return begin();
      log.warn('restored from a backup: nothing is sent and no work runs until `store -- release`');
      waiting = setInterval(() => {
        beginOnceReleased().catch((err: unknown) => log.error({ err }, 'work could not begin'));
      }, deps.lookAtHoldMs ?? LOOK_AT_HOLD_MS);
    },
    async stop() {
      clearInterval(waiting);
      waiting = undefined;
      const ended = Promise.all(loops.map((loop) => loop.stop()));
      if (made === undefined) return leases.giveBack();
      // Jobs are not drained: drain() keeps waiting jobs locked, and the process that starts next would wait for them.
      await made.agenda.stop(false);
      // Jobs that wait are put back into the queue, for a process that goes on.
      for (const slots of allSlots) slots.clear(new Error('this process stops'));
      await within(PATIENCE_MS, Promise.all([ended, inFlight.settled()]));
      await Promise.all([made.giveBack(), leases.giveBack()]);
      await within(QUIET_MS, made.quiet());
    },
  };
}
