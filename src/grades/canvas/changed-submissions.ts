import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/index.js';
import type { Submission } from './submission.js';

interface Reading {
  readonly rows: ReadonlyMap<string, Submission>;
  readonly wholeAt: number;
  readonly readAt: number;
}

/**
 * After how long everything is read again, in milliseconds: a grade that was removed is not among those graded since.
 */
const WHOLE_EVERY_MS = 10 * 60_000;
/** How far Canvas's clock and ours may differ, in milliseconds; Canvas counts whole seconds. */
const OVERLAP_MS = 60_000;
const MAX_ROWS = 100_000;
/**
 * The size of one page of Canvas: up to here reading everything costs no more than reading changes, and misses nothing.
 */
const ONE_PAGE = 100;

/** Whether every grade is posted: posting a grade later does not count as grading it. */
const isAllPosted = (rows: ReadonlyMap<string, Submission>) =>
  [...rows.values()].every(({ score, posted_at: posted }) => score === null || posted !== null);

/** @returns submissions by user; of two rows of one learner the one graded last, in whatever order they come */
export function foldSubmissions(rows: readonly Submission[]): Map<string, Submission> {
  const byUser = new Map<string, Submission>();
  for (const row of rows) {
    const before = byUser.get(row.user_id)?.graded_at?.getTime() ?? -1;
    if ((row.graded_at?.getTime() ?? -1) >= before) byUser.set(row.user_id, row);
  }
  return byUser;
}

/**
 * Keeps what was read of an assignment, so that the next reading asks only for what was graded since (`graded_since`).
 * Everything is read at first, every ten minutes, whenever a grade is not posted yet, and always where it fits on one
 * page.
 */
export function createChangedSubmissions(clock: Clock) {
  const kept = new LRUCache<string, Reading>({
    maxSize: MAX_ROWS,
    sizeCalculation: ({ rows }) => rows.size + 1,
  });

  /** @param read asks Canvas for everything, or for what was graded since a moment */
  return async (
    key: string,
    read: (since?: Date) => Promise<Submission[]>,
  ): Promise<ReadonlyMap<string, Submission>> => {
    const now = clock.now().getTime();
    const old = kept.get(key);
    const isFresh = old !== undefined && now - old.wholeAt < WHOLE_EVERY_MS && now >= old.readAt;
    if (!isFresh || old.rows.size <= ONE_PAGE || !isAllPosted(old.rows)) {
      const rows = foldSubmissions(await read());
      kept.set(key, { rows, wholeAt: now, readAt: now });
      return rows;
    }
    const changed = await read(new Date(old.readAt - OVERLAP_MS));
    const rows = new Map([...old.rows, ...foldSubmissions(changed)]);
    kept.set(key, { rows, wholeAt: old.wholeAt, readAt: now });
    return rows;
  };
}
