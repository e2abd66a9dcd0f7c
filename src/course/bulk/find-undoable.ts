import type { Bulk } from '../../bulk/index.js';
import type { BulkJobStore } from './bulk-job-store.js';

/** Where the last decision about many learners of a badge can be undone, and until when. */
export interface Undoable {
  readonly href: string;
  readonly until: Date;
}

/** @returns the decision about many learners that can be undone longest; null where none can be */
export async function findUndoable(
  jobs: Pick<BulkJobStore, 'latestUndoable'>,
  bulk: Pick<Bulk, 'latestUndoable'>,
  ruleId: string,
  now: Date,
): Promise<Undoable | null> {
  const [chosen, imported] = await Promise.all([
    jobs.latestUndoable(ruleId, now),
    bulk.latestUndoable(ruleId),
  ]);
  const isDone = chosen?.state === 'done' || chosen?.state === 'running';
  const found = [
    ...(isDone ? [{ href: `/course/jobs/${chosen.id}`, until: chosen.undoUntil ?? now }] : []),
    ...(imported
      ? [{ href: `/course/imports/${imported.id}`, until: imported.undoUntil ?? now }]
      : []),
  ];
  return found.sort((a, b) => b.until.getTime() - a.until.getTime())[0] ?? null;
}
