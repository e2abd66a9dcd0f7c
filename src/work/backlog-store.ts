import type { mongo } from 'mongoose';
import { readBacklog, type Backlog } from '../store/index.js';

/**
 * What waits in agenda's collection, job by job, by the index with which agenda itself searches. A recurring job waits from
 * the time of its next run on.
 */
export async function readJobsBacklog(
  jobs: mongo.Collection,
  names: readonly string[],
  now: Date,
): Promise<Readonly<Record<string, Backlog>>> {
  const read = async (name: string) => {
    const waiting = { name, nextRunAt: { $lte: now }, lockedAt: null };
    const backlog = await readBacklog(jobs, waiting, 'nextRunAt');
    return [name, backlog] as const;
  };
  return Object.fromEntries(await Promise.all(names.map(read)));
}
