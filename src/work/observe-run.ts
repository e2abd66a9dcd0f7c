import type { Job } from 'agenda';
import { runWithIds, type Events } from '../base/index.js';

/** Runs a job's work with its ids on every line, and tells how it ended. */
export async function observeRun(
  events: Pick<Events, 'tell'>,
  { attrs }: Pick<Job, 'attrs'>,
  run: () => Promise<void>,
): Promise<void> {
  const { name: job, _id, failCount } = attrs;
  await runWithIds({ job, jobId: String(_id) }, async () => {
    const begun = performance.now();
    const ms = () => Math.round(performance.now() - begun);
    try {
      await run();
      events.tell('job_done', { job, ms: ms() });
    } catch (err) {
      events.tell('job_failed', { job, ms: ms(), failures: (failCount ?? 0) + 1, err });
      throw err;
    }
  });
}
