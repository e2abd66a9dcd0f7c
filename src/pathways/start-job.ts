import { randomId } from '../base/index.js';
import type { JobSource, PathwayJob } from './keep/job-store.js';
import type { Pathway, PathwayContent } from './model/pathway.js';
import { findSources, type SourceDeps } from './walk/find-sources.js';
import type { JobDeps } from './walk/run-job.js';

export interface StartJobDeps extends SourceDeps, Pick<JobDeps, 'jobs' | 'clock'> {
  /** Has a job run soon. */
  soon(id: string): Promise<void>;
}

/** Begins work over everybody whom a pathway concerns. @param about the revision, or the version, of the drawing */
export async function startJob(
  deps: StartJobDeps,
  { id: pathwayId }: Pathway,
  kind: PathwayJob['kind'],
  content: PathwayContent,
  about: number,
): Promise<PathwayJob> {
  const isOfWalks = kind === 'moving' || kind === 'move';
  const walks: JobSource[] = [{ kind: 'walks', id: pathwayId }];
  const job: PathwayJob = {
    id: randomId(),
    pathwayId,
    kind,
    content,
    about,
    sources: isOfWalks ? walks : await findSources(deps, content),
    place: { source: 0, after: '' },
    counts: { people: 0, steps: {}, reached: {}, had: {}, lost: 0 },
    startedAt: deps.clock.now(),
  };
  await deps.jobs.insert(job);
  await deps.soon(job.id);
  return job;
}
