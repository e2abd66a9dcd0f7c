import { setImmediate } from 'node:timers/promises';
import type { Engine } from './commands/engine.js';
import { removeExpired } from './storage/expiry.js';

/** How often expired documents are looked for and idle cursors closed, as MongoDB does. */
const SWEEP_MS = 60_000;

/**
 * Deletes expired documents, closes idle cursors and restarts the write-ahead log. A step that fails (a full disk) is
 * reported by a process warning and tried again by the next sweep.
 * @param ending ends the sweep between two steps
 */
export async function sweep(engine: Engine, ending?: AbortSignal): Promise<void> {
  await attempt('delete what has expired', async () => {
    while (!ending?.aborted && removeExpired(engine.catalog, engine.writer, engine.now()) > 0)
      await setImmediate();
  });
  await attempt('close idle cursors', () => engine.cursors.expire());
  await attempt('move its log into its file', () => engine.catalog.store.checkpoint());
}

async function attempt(what: string, step: () => void | Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`The embedded store could not ${what}: ${reason}`);
  }
}

/** Sweeps each minute, one sweep at a time. @returns a function that ends it */
export function sweepRegularly(engine: Engine): () => Promise<void> {
  const ending = new AbortController();
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(() => sweep(engine, ending.signal));
  }, SWEEP_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    ending.abort();
    await last;
  };
}
