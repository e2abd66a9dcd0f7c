import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of one run carries: the request's id, or the job's name and id. */
export interface RunIds {
  readonly requestId?: string;
  readonly job?: string;
  readonly jobId?: string;
}

interface Run {
  readonly ids: RunIds;
  /** Calls of other systems so far. */
  calls: number;
}

// Holds nothing itself: what is found here belongs to the run that asks.
const runs = new AsyncLocalStorage<Run>();

/** Runs `run` so that each line which it logs, now or behind a promise, carries `ids`. */
export function runWithIds<T>(ids: RunIds, run: () => T): T {
  return runs.run({ ids, calls: 0 }, run);
}

/** The ids of the run that asks; none outside of one. */
export function idsOfRun(): RunIds {
  return runs.getStore()?.ids ?? {};
}

/** Notes a call of another system in the run that makes it. */
export function countCall(): void {
  const run = runs.getStore();
  if (run) run.calls += 1;
}

/** Runs `run` and tells how many calls of other systems it made. */
export async function tallyCalls<T>(run: () => Promise<T>): Promise<readonly [T, number]> {
  const outer = runs.getStore();
  const own: Run = { ids: outer?.ids ?? {}, calls: 0 };
  try {
    const value = await runs.run(own, run);
    return [value, own.calls];
  } finally {
    if (outer) outer.calls += own.calls;
  }
}
