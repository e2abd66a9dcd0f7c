import type { Response } from 'express';
import type { Logger } from '../base/index.js';

/** Work that a request sets off and whose time and outcome its answer does not tell. */
export interface AfterAnswer {
  /** Runs `work` once the answer is sent. What it throws is logged. */
  run(res: Response, work: () => Promise<unknown>): void;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

/** @returns a place for work after answers; each process has its own */
export function createAfterAnswer(log: Pick<Logger, 'error'>): AfterAnswer {
  const running = new Set<Promise<unknown>>();
  return {
    run(res, work) {
      const done = new Promise((sent) => res.once('close', sent))
        .then(work)
        .catch((error: unknown) => log.error({ err: error }, 'work after an answer failed'));
      running.add(done);
      void done.finally(() => running.delete(done));
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
