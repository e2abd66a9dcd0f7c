import type { Job } from 'agenda';
import type { Clock, Logger } from '../base/index.js';
import type { JobLockStore } from './job-lock-store.js';

/** A worker that has said nothing for so long is taken for dead, and its work is done by another one. */
export const LOCK_MS = 15_000;
/** Five beats fit into a lock: a slow store or a busy moment does not cost it. */
const BEATS = 5;

/** Keeps the locks of jobs fresh for as long as they wait or run here. */
export interface LockKeeper {
  /**
   * Waits for the job's turn, runs it where its lock is still this worker's, and renews the lock until it ends.
   * @param inTurn calls what it is given once this process has room for it
   */
  hold(
    job: Pick<Job, 'attrs'>,
    run: () => Promise<void>,
    inTurn?: (begin: () => Promise<void>) => Promise<void>,
  ): Promise<void>;
  /** Gives back the locks of all jobs that are not done, for another worker to take at once; no lock is renewed after it. */
  giveBack(): Promise<void>;
}

/** A job that waits or runs in this process. */
interface Held {
  token: string;
  /** Whether it ran, or had gone to another worker before its turn came. */
  readonly ended: Promise<boolean>;
}

/**
 * A job's lock is short and renewed while the job waits or runs: a dead worker's job is free soon, a living one's is not
 * taken. Where the beat comes too late all the same (a starved process), the job does not begin here any more; one that
 * has begun goes on, and may run beside itself elsewhere: tasks are idempotent.
 * @param deps.beatMs how often a lock is renewed, in milliseconds. Default: five times in `lockMs`
 */
export function createLockKeeper(deps: {
  readonly locks: Pick<JobLockStore, 'renew' | 'giveBack'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lockMs: number;
  readonly beatMs?: number | undefined;
}): LockKeeper {
  const { locks, log, clock } = deps;
  const held = new Map<string, Held>();
  let isOver = false;

  async function keep(
    { attrs }: Pick<Job, 'attrs'>,
    tokenNow: () => string,
    inTurn: (begin: (run: () => Promise<void>) => Promise<void>) => Promise<void>,
  ): Promise<boolean> {
    const renew = () => locks.renew(attrs._id, tokenNow(), clock.now());
    let beating: Promise<unknown> = Promise.resolve();
    const timer = setInterval(
      () => {
        if (isOver) return;
        beating = renew().catch((err: unknown) =>
          log.warn({ err, job: attrs.name }, 'the lock of a job could not be renewed'),
        );
      },
      deps.beatMs ?? deps.lockMs / BEATS,
    );
    let hasRun = false;
    try {
      await inTurn(async (run) => {
        hasRun = !isOver && (await renew());
        if (hasRun) await run();
      });
      return hasRun;
    } finally {
      clearInterval(timer);
      await beating;
    }
  }

  return {
    async hold(job, run, inTurn = (begin) => begin()) {
      const id = String(job.attrs._id);
      const token = job.attrs.lastModifiedBy ?? '';
      // This process was silent so long that it took the job from itself: it is the same run, under the new lock.
      for (let same = held.get(id); same !== undefined; same = held.get(id)) {
        same.token = token;
        if (await same.ended) return;
      }
      const mine = { token } as { token: string; ended: Promise<boolean> };
      mine.ended = keep(
        job,
        () => mine.token,
        (begin) => inTurn(() => begin(run)),
      ).finally(() => held.delete(id));
      held.set(id, mine);
      await mine.ended;
    },
    async giveBack() {
      isOver = true;
      await Promise.all([...held].map(([id, { token }]) => locks.giveBack(id, token)));
    },
  };
}
