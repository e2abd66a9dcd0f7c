import { AsyncLocalStorage } from 'node:async_hooks';

/** The ids that every log line of one run carries: the request's id, or the job's name and id. */
export interface RunIds {
  readonly requestId?: string;
  readonly job?: string;
  readonly jobId?: string;
}

interface Run {
  readonly ids: RunIds;
  /** How many calls to other systems the run has made so far. */
  calls: number;
}

// The run of the current asynchronous context; nothing is kept between contexts.
const runs = new AsyncLocalStorage<Run>();

/** Calls `run` in a context whose log lines carry `ids`, also those written by promises that it starts. */
export function runWithIds<T>(ids: RunIds, run: () => T): T {
  return runs.run({ ids, calls: 0 }, run);
}

/** @returns the ids of the current run; an empty object outside of one */
export function idsOfRun(): RunIds {
  return runs.getStore()?.ids ?? {};
}

/** Counts a call to another system in the current run. */
export function countCall(): void {
  const run = runs.getStore();
  if (run) run.calls += 1;
}

/**
 * Calls `run` and counts the calls to other systems that it makes.
 * @returns the result and the number of calls
 */
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
