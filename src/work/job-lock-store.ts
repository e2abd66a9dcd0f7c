import { Types, type mongo } from 'mongoose';

export type JobLockStore = ReturnType<typeof createJobLockStore>;

/** The locks in agenda's own collection. */
export function createJobLockStore(jobs: mongo.Collection) {
  return {
    /** Renews a lock that is still the one taken or renewed at `from`. Gives false when it is another worker's by now. */
    async renew(jobId: string, from: Date, now: Date): Promise<boolean> {
      const held = { _id: new Types.ObjectId(jobId), lockedAt: from };
      const { matchedCount } = await jobs.updateOne(held, { $set: { lockedAt: now } });
      return matchedCount === 1;
    },
  };
}
