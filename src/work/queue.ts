import { Agenda, type JobRepository } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Unavailable, type Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createInFlight, trackCalls } from './in-flight.js';
import { createJobLockStore } from './job-lock-store.js';
import { createLockKeeper, LOCK_MS, type LockKeeper } from './keep-lock.js';

const JOBS = 'jobs';

/** agenda on our connection, the locks of its jobs, and a way to know when it has left the store alone. */
export interface Queue {
  readonly agenda: Agenda;
  readonly hold: LockKeeper['hold'];
  /** Ends when no call to the store is under way: agenda's own look at the queue outlives drain() and stop(). */
  quiet(): Promise<unknown>;
}

/** Where a job went on in another worker, this one keeps to itself how it ended: writing it would free that worker's lock. */
function silentWhenLost(jobs: JobRepository, keeper: LockKeeper): JobRepository {
  const save = jobs.saveJobState.bind(jobs);
  jobs.saveJobState = (attrs, options) =>
    keeper.isLost(attrs._id) ? Promise.resolve() : save(attrs, options);
  return jobs;
}

/**
 * @param lookEveryMs how often the queue is looked at, in milliseconds
 * @param lockMs how long a worker may be silent before its job is another's, in milliseconds
 */
export function createQueue(deps: {
  readonly connection: Connection;
  readonly log: Logger;
  readonly lookEveryMs?: number;
  readonly lockMs?: number;
}): Queue {
  const { connection, log, lockMs = LOCK_MS } = deps;
  const mongo = connection.db;
  if (mongo === undefined) {
    throw new Unavailable('store_unreachable', 'The store is not connected.');
  }
  const calls = createInFlight();
  const locks = createJobLockStore(mongo.collection(JOBS));
  const keeper = createLockKeeper({ locks, log, lockMs });
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo, collection: JOBS }),
    processEvery: deps.lookEveryMs ?? 1_000,
    defaultLockLifetime: lockMs,
    // Each kind of work has its own limit.
    maxConcurrency: 1_000,
    removeOnComplete: true,
  });
  agenda.db = trackCalls(silentWhenLost(agenda.db, keeper), calls);
  agenda.on('error', (err: Error) =>
    log.warn({ err }, 'the work queue cannot reach the store; it tries again'),
  );
  agenda.on('fail', (err: unknown, job: { attrs?: { name?: string } }) =>
    log.warn({ err, job: job.attrs?.name }, 'a piece of work failed'),
  );
  return { agenda, hold: (job, run) => keeper.hold(job, run), quiet: () => calls.settled() };
}
