import { Agenda } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Unavailable, type Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createInFlight, trackCalls } from './in-flight.js';

const LOCK_MS = 60_000;

/** agenda on our connection, and a way to know when it has left the store alone. */
export interface Queue {
  readonly agenda: Agenda;
  /** Ends when no call to the store is under way: agenda's own look at the queue outlives drain() and stop(). */
  quiet(): Promise<unknown>;
}

/** @param lookEveryMs how often the queue is looked at, in milliseconds */
export function createQueue(deps: {
  readonly connection: Connection;
  readonly log: Logger;
  readonly lookEveryMs?: number;
}): Queue {
  const { connection, log } = deps;
  const mongo = connection.db;
  if (mongo === undefined) {
    throw new Unavailable('store_unreachable', 'The store is not connected.');
  }
  const calls = createInFlight();
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: mongo, collection: 'jobs' }),
    processEvery: deps.lookEveryMs ?? 1_000,
    defaultLockLifetime: LOCK_MS,
    removeOnComplete: true,
  });
  agenda.db = trackCalls(agenda.db, calls);
  agenda.on('error', (err: Error) =>
    log.warn({ err }, 'the work queue cannot reach the store; it tries again'),
  );
  agenda.on('fail', (err: unknown, job: { attrs?: { name?: string } }) =>
    log.warn({ err, job: job.attrs?.name }, 'a piece of work failed'),
  );
  return { agenda, quiet: () => calls.settled() };
}
