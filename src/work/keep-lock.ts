import type { Job } from 'agenda';
import type { Logger } from '../base/index.js';
import type { JobLockStore } from './job-lock-store.js';

/** A worker that has said nothing for so long is taken for dead, and its work is done by another one. */
export const LOCK_MS = 15_000;
/** Five beats fit into a lock: a slow store or a busy moment does not cost it. */
const BEATS = 5;

/** Keeps the locks of running jobs fresh, and knows which of them another worker has taken. */
export interface LockKeeper {
  /** Runs `run` and renews the job's lock until it ends. */
  hold<T>(job: Job, run: () => Promise<T>): Promise<T>;
  /** Whether another worker has the job by now: what becomes of it is theirs to note. */
  isLost(jobId: unknown): boolean;
}

/**
 * A job's lock is short and renewed for as long as the job runs: a dead worker's job is free soon, a living one's is
 * not taken. Not agenda's own `touch`: that writes over the lock of a worker which took the job meanwhile.
 * @param deps.lockMs how long a lock is good that is not renewed, in milliseconds
 */
export function createLockKeeper(deps: {
  readonly locks: JobLockStore;
  readonly log: Logger;
  readonly lockMs: number;
}): LockKeeper {
  const lost = new Set<string>();

  async function beat({ attrs }: Job): Promise<void> {
    const id = String(attrs._id);
    if (!attrs.lockedAt || lost.has(id)) return;
    const now = new Date();
    if (await deps.locks.renew(id, attrs.lockedAt, now)) attrs.lockedAt = now;
    else lost.add(id);
  }

  return {
    async hold(job, run) {
      lost.delete(String(job.attrs._id));
      let beating: Promise<void> = Promise.resolve();
      const timer = setInterval(() => {
        beating = beat(job).catch((err: unknown) =>
          deps.log.warn({ err, job: job.attrs.name }, 'the lock of a job could not be renewed'),
        );
      }, deps.lockMs / BEATS);
      try {
        return await run();
      } finally {
        clearInterval(timer);
        await beating;
      }
    },
    isLost: (jobId) => lost.has(String(jobId)),
  };
}
