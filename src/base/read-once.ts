import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from './once.js';

/** How long what was read in a run counts as read just now, in milliseconds. */
const ONCE_MS = 3_000;

interface Reading {
  readonly at: number;
  readonly value: Promise<unknown>;
}

// What the current run has read; nothing is kept between runs.
const runs = new AsyncLocalStorage<Map<string, Reading>>();

/**
 * Calls `run` so that rows which several steps of it need are read once, as of its own time. Inside of another such run,
 * the readings of that one count. To be used for what takes seconds and writes none of these rows.
 */
export function readingOnce<T>(run: () => T): T {
  return runs.getStore() === undefined ? runs.run(new Map(), run) : run();
}

/**
 * @param key names what is read, with its kind
 * @returns what the run read under this key in the last seconds, else what `load` gives; outside of a run always that
 */
export function readOnce<T>(key: string, load: () => Promise<T>): Promise<T> {
  const read = runs.getStore();
  if (read === undefined) return load();
  const known = read.get(key);
  if (known !== undefined && performance.now() - known.at < ONCE_MS)
    return known.value as Promise<T>;
  const value = once(load);
  read.set(key, { at: performance.now(), value });
  value.catch(() => read.delete(key));
  return value;
}

/** Has the current run read anew what it asks for under this key. */
export function readAnew(key: string): void {
  runs.getStore()?.delete(key);
}
