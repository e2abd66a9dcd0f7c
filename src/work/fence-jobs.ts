import type { JobRepository } from 'agenda';
import { randomId, type Clock } from '../base/index.js';
import type { JobLockStore } from './job-lock-store.js';

/**
 * What agenda sees of a lock: one that never runs out. Its own judgement goes by the clock of this process, which may have
 * stood still for a while; ours is the token in the store.
 */
const NEVER = new Date(8.64e15);

/**
 * agenda's way to the store, so that a worker which lost a lock changes nothing any more. A silent worker and a dead one
 * look alike: after `lockMs` its job is another's, and whether it was dead is not asked. What the late one then writes (that
 * the job is done, has failed, is given back) finds another token and does nothing.
 */
export function fenceJobs(
  jobs: JobRepository,
  {
    locks,
    clock,
    lockMs,
  }: { readonly locks: JobLockStore; readonly clock: Clock; readonly lockMs: number },
): JobRepository {
  const next = jobs.getNextJobToRun.bind(jobs);
  const remove = jobs.removeJobs.bind(jobs);
  /** agenda gives jobs that were taken and have not begun back by their id alone. */
  const taken = new Map<string, string>();

  jobs.getNextJobToRun = async (name, until) => {
    const now = clock.now();
    const silentSince = new Date(now.getTime() - lockMs);
    const token = randomId();
    const found = await next(name, until, silentSince, now, { lastModifiedBy: token });
    if (found === undefined) return undefined;
    taken.set(String(found._id), token);
    return { ...found, lockedAt: NEVER };
  };
  jobs.saveJobState = async (attrs) => {
    taken.delete(String(attrs._id));
    await locks.save(attrs.lastModifiedBy ?? '', attrs);
  };
  jobs.unlockJob = async ({ _id, lastModifiedBy }) => {
    taken.delete(String(_id));
    await locks.giveBack(_id, lastModifiedBy ?? '');
  };
  jobs.unlockJobs = async (ids) => {
    for (const id of ids) {
      const token = taken.get(String(id));
      taken.delete(String(id));
      if (token !== undefined) await locks.giveBack(id, token);
    }
  };
  // agenda removes one job when its run is over, and asks for nothing else by an id.
  jobs.removeJobs = (options) =>
    options.id === undefined ? remove(options) : locks.removeDone(options.id);
  return jobs;
}
