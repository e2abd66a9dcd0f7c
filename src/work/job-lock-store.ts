import type { JobParameters } from 'agenda';
import { Types, type mongo } from 'mongoose';

export type JobLockStore = ReturnType<typeof createJobLockStore>;

/**
 * The locks in agenda's own collection. Each taking of a lock has a token of its own, kept where agenda notes who changed a
 * job last (`lastModifiedBy`): what a worker writes about a job is written where its token still stands, and nowhere else.
 */
export function createJobLockStore(jobs: mongo.Collection) {
  const held = (jobId: unknown, token: string) => ({
    _id: new Types.ObjectId(String(jobId)),
    lastModifiedBy: token,
  });
  return {
    /** Gives false when the lock is another's by now. */
    async renew(jobId: unknown, token: string, now: Date): Promise<boolean> {
      const { matchedCount } = await jobs.updateOne(held(jobId, token), {
        $set: { lockedAt: now },
      });
      return matchedCount === 1;
    },
    /** Notes what became of a job. A run that is over gives its lock back by this. */
    async save(token: string, attrs: JobParameters): Promise<void> {
      const set = {
        nextRunAt: attrs.nextRunAt ?? null,
        lastRunAt: attrs.lastRunAt ?? null,
        progress: attrs.progress ?? null,
        failReason: attrs.failReason ?? null,
        failCount: attrs.failCount ?? null,
        failedAt: attrs.failedAt ?? null,
        lastFinishedAt: attrs.lastFinishedAt ?? null,
      };
      const $set = attrs.lockedAt === undefined ? { ...set, lockedAt: null } : set;
      await jobs.updateOne(held(attrs._id, token), { $set });
    },
    async giveBack(jobId: unknown, token: string): Promise<void> {
      await jobs.updateOne(held(jobId, token), { $set: { lockedAt: null } });
    },
    /** Removes a job that is done: nobody holds it, and it will not run again. */
    async removeDone(jobId: unknown): Promise<number> {
      const done = { _id: new Types.ObjectId(String(jobId)), lockedAt: null, nextRunAt: null };
      return (await jobs.deleteOne(done)).deletedCount;
    },
  };
}
