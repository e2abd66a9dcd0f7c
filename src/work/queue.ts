import { Agenda } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Unavailable, type Clock, type Logger } from '../base/index.js';
import type { Backlog, Connection } from '../store/index.js';
import { readJobsBacklog } from './backlog-store.js';
import { fenceJobs } from './fence-jobs.js';
import { createInFlight, trackCalls } from './in-flight.js';
import { createJobLockStore } from './job-lock-store.js';
import { createLockKeeper, LOCK_MS, type LockKeeper } from './keep-lock.js';

const JOBS = 'jobs';

/** agenda on our connection, the locks of its jobs, and a way to know when it has left the store alone. */
export interface Queue {
  readonly agenda: Agenda;
  readonly hold: LockKeeper['hold'];
  /** Gives back the locks of jobs that are not done; none is renewed after it. */
  giveBack(): Promise<void>;
  /** What waits to be run, by job. */
  readBacklog(names: readonly string[], now: Date): Promise<Readonly<Record<string, Backlog>>>;
  /** Ends when no call to the store is under way: agenda's own look at the queue outlives drain() and stop(). */
  quiet(): Promise<unknown>;
}

/**
 * @param lookEveryMs how often the queue is looked at, in milliseconds
 * @param lockMs how long a worker may be silent before its job is another's, in milliseconds
 * @param beatMs how often a worker says that it lives, in milliseconds; absent, five times in `lockMs`
 */
export function createQueue(deps: {
  readonly connection: Connection;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lookEveryMs?: number;
  readonly lockMs?: number;
  readonly beatMs?: number;
}): Queue {
  const { connection, log, clock, beatMs, lockMs = LOCK_MS } = deps;
  const mongo = connection.db;
  if (mongo === undefined) {
    throw new Unavailable('store_unreachable', 'The store is not connected.');
  }
  const calls = createInFlight();
  const jobs = mongo.collection(JOBS);
  const locks = createJobLockStore(jobs);
  const keeper = createLockKeeper({ locks, log, clock, lockMs, beatMs });
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo, collection: JOBS }),
    processEvery: deps.lookEveryMs ?? 1_000,
    defaultLockLifetime: lockMs,
    // Each kind of work has its own limit.
    maxConcurrency: 1_000,
    removeOnComplete: true,
  });
  agenda.db = trackCalls(fenceJobs(agenda.db, { locks, clock, lockMs }), calls);
  agenda.on('error', (err: Error) =>
    log.warn({ err }, 'the work queue cannot reach the store; it tries again'),
  );
  return {
    agenda,
    hold: (...of) => keeper.hold(...of),
    giveBack: () => keeper.giveBack(),
    readBacklog: (names, now) => readJobsBacklog(jobs, names, now),
    quiet: () => calls.settled(),
  };
}
