import { runContext, withRunContext } from './run-context.js';

/** The ids that every log line of one run carries: the request's id, or the job's name and id. */
export interface RunIds {
  readonly requestId?: string;
  readonly job?: string;
  readonly jobId?: string;
}

/** Calls `run` in a context whose log lines carry `ids`, also those written by promises that it starts. */
export function runWithIds<T>(ids: RunIds, run: () => T): T {
  return withRunContext({ ids, tally: { calls: 0 } }, run);
}

/** @returns the ids of the current run; an empty object outside of one */
export const idsOfRun = (): RunIds => runContext().ids ?? {};

/** Counts a call to another system in the current run. */
export function countCall(): void {
  const { tally } = runContext();
  if (tally) tally.calls += 1;
}

/**
 * Calls `run` and counts the calls to other systems that it makes.
 * @returns the result and the number of calls
 */
export async function tallyCalls<T>(run: () => Promise<T>): Promise<readonly [T, number]> {
  const outer = runContext().tally;
  const own = { calls: 0 };
  try {
    const value = await withRunContext({ tally: own }, run);
    return [value, own.calls];
  } finally {
    if (outer) outer.calls += own.calls;
  }
}
