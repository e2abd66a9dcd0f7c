import { AsyncLocalStorage } from 'node:async_hooks';

/** What follows a request or a job through everything that it awaits. */
export interface RunContext {
  /** The ids that every log line carries. */
  readonly ids?: object;
  /** Counts calls to other systems. */
  readonly tally?: { calls: number };
  /** When calls to other systems must have been made, as a value of `performance.now()`. */
  readonly deadline?: number;
}

// The context of the current asynchronous run; nothing is kept between runs. There is one for all that follows a run, since
// every promise of the process costs something for each.
const contexts = new AsyncLocalStorage<RunContext>();

/** @returns what the current run carries; an empty object outside of one */
export const runContext = (): RunContext => contexts.getStore() ?? {};

/** Calls `run` with more in its context than the current one has. */
export function withRunContext<T>(more: RunContext, run: () => T): T {
  return contexts.run({ ...contexts.getStore(), ...more }, run);
}
