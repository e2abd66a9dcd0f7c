import { BATCH_ROWS, type JobRow, type Outcome } from './award-job.js';
import type { JobRowsStore } from './job-rows-store.js';

/** A page of rows, and the row after which the next one begins; null: this is the last. */
export interface RowsPage {
  readonly rows: readonly JobRow[];
  readonly next: number | null;
}

/** So many batches are looked into for a page: one may be short and yet have a next one. */
const MOST_BATCHES = 20;

/** Reads rows in their order, from after a row. */
export async function pageRows(
  store: Pick<JobRowsStore, 'find'>,
  jobId: string,
  { after, limit, outcome }: { readonly after: number; readonly limit: number; outcome?: Outcome },
): Promise<RowsPage> {
  const rows: JobRow[] = [];
  const first = Math.floor(after / BATCH_ROWS);
  let last = after;
  for (let index = first; index < first + MOST_BATCHES; index += 1) {
    const batch = await store.find(jobId, index);
    if (batch === null) return { rows, next: null };
    for (const row of batch.rows) {
      if (row.row <= after) continue;
      if (outcome !== undefined && row.outcome !== outcome) continue;
      if (rows.length === limit) return { rows, next: last };
      rows.push(row);
      last = row.row;
    }
    last = Math.max(last, (index + 1) * BATCH_ROWS);
  }
  return { rows, next: last };
}
