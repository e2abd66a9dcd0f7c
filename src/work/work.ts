import { Agenda } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Unavailable, type Clock, type Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createLeases, type Leases } from './lease.js';

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

const LOCK_MS = 60_000;
const WRITE_OFF_MS = 250;
const RETRIES = { first: 2_000, last: 300_000, times: 8 };

/** Doubles from two seconds to five minutes, with jitter so that many do not come back at once. */
function backoff({ attempt }: { readonly attempt: number }): number | null {
  if (attempt > RETRIES.times) return null;
  return Math.min(RETRIES.last, RETRIES.first * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** Knows which runs have not ended yet. */
function createInFlight() {
  const runs = new Set<Promise<void>>();
  return {
    track(run: Promise<void>): Promise<void> {
      runs.add(run);
      const forget = () => void runs.delete(run);
      run.then(forget, forget);
      return run;
    },
    settled: () => Promise.allSettled(runs),
  };
}

export function createWork(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often the queue is looked at, in milliseconds. */
  readonly lookEveryMs?: number;
}): Work {
  const { log } = deps;
  const mongo = deps.connection.db;
  if (mongo === undefined)
    throw new Unavailable('store_unreachable', 'The store is not connected.');
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: mongo, collection: 'jobs' }),
    processEvery: deps.lookEveryMs ?? 1_000,
    defaultLockLifetime: LOCK_MS,
    removeOnComplete: true,
  });
  agenda.on('error', (err: Error) =>
    log.warn({ err }, 'the work queue cannot reach the store; it tries again'),
  );
  agenda.on('fail', (err: unknown, job: { attrs?: { name?: string } }) =>
    log.warn({ err, job: job.attrs?.name }, 'a piece of work failed'),
  );
  const intervals = new Map<string, number>();
  const inFlight = createInFlight();

  return {
    ...createLeases(deps),
    recurring(name, everyMs, run) {
      intervals.set(name, everyMs);
      agenda.define(name, () => inFlight.track(run()), { concurrency: 1, lockLimit: 1 });
    },
    task<T extends object>(name: string, run: (data: T) => Promise<void>) {
      const options = { concurrency: 4, backoff };
      agenda.define<T>(name, (job) => inFlight.track(run(job.attrs.data)), options);
    },
    async soon(name, data, options = {}) {
      const job = agenda.create(name, data).schedule(options.at ?? deps.clock.now());
      if (options.key !== undefined) {
        // One that runs already (it is locked) may have looked too early: then another one waits behind it.
        job.unique({ 'data.key': options.key, lockedAt: null }, { insertOnly: true });
        job.attrs.data = { ...data, key: options.key };
      }
      await job.save();
    },
    async start() {
      await agenda.start();
      for (const [name, everyMs] of intervals) await agenda.every(everyMs, name);
    },
    async stop() {
      const idle = new AbortController();
      // agenda misses the end of a job that is being written off just then: when nothing of ours runs, it has
      // a moment more and no longer.
      void inFlight.settled().then(() => setTimeout(() => idle.abort(), WRITE_OFF_MS));
      await agenda.drain({ timeout: 10_000, signal: idle.signal, closeConnection: false });
    },
  };
}
