import { InvalidInput, type Logger } from '../base/index.js';
import { createLane, type LaneOptions } from './create-lane.js';
import type { Lane, Task } from './task.js';
import { Overrun, type Calls } from './worker.js';

export interface RunOptions {
  /** For whom: an address, a platform. Those who wait take turns. */
  readonly key: string;
  /** How many bytes of theirs are kept while they wait; absent: none to speak of. */
  readonly bytes?: number;
  /** Functions that the task may call, by name. */
  readonly calls?: Calls;
  readonly onPart?: (value: unknown) => void;
}

/** Work on what others sent, in processes of their own: they may be ended, this process may not. */
export interface Workers {
  /**
   * Runs a task.
   * @throws InvalidInput `too_costly` (422) for what goes beyond its budget, Unavailable `too_busy` (503) where too much
   * waits, and what the task itself throws
   */
  run<Input, Output>(task: Task<Input, Output>, input: Input, options: RunOptions): Promise<Output>;
  close(): void;
}

export interface WorkersDeps {
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  readonly lanes?: Partial<Record<Lane, Partial<LaneOptions>>>;
}

const LANES: Record<Lane, LaneOptions> = {
  // A class behind one address opens and verifies its badges at the same minute: what waits is bounded by time and bytes.
  strangers: {
    size: 3,
    idleMs: 20_000,
    warmMs: 600_000,
    patienceMs: 15_000,
    most: 400,
    mostEach: 120,
    mostBytes: 67_108_864,
  },
  tenants: {
    size: 2,
    idleMs: 20_000,
    warmMs: 600_000,
    patienceMs: 60_000,
    most: 1_000,
    mostEach: 200,
    mostBytes: 67_108_864,
  },
  // One large file at a time: it takes a processor and its memory for as long as a minute.
  records: {
    size: 1,
    idleMs: 5_000,
    warmMs: 60_000,
    patienceMs: 60_000,
    most: 20,
    mostEach: 2,
    mostBytes: 67_108_864,
  },
};

const tooCostly = (cause: Overrun) =>
  new InvalidInput('too_costly', 'This would take more time or memory than one request may have.', {
    action: 'Send something smaller or simpler.',
    cause,
  });

/** Makes the pool. No process runs before the first task, and none long after the last. */
export function createWorkers({ log, lanes = {} }: WorkersDeps): Workers {
  const made = {
    strangers: createLane({ ...LANES.strangers, ...lanes.strangers }),
    tenants: createLane({ ...LANES.tenants, ...lanes.tenants }),
    records: createLane({ ...LANES.records, ...lanes.records }),
  };
  return {
    async run<Input, Output>(
      { name, module, lane, budget }: Task<Input, Output>,
      input: Input,
      { key, bytes = 0, calls = {}, onPart = () => undefined }: RunOptions,
    ) {
      const begun = performance.now();
      const ms = () => Math.round(performance.now() - begun);
      try {
        const job = { module, input, budget, calls, onPart };
        const { value, cpuMs, peakMB } = await made[lane].use({ key, bytes }, (worker) =>
          worker.run(job),
        );
        log.debug({ task: name, ms: ms(), cpuMs, peakMB }, 'work done');
        return value as Output;
      } catch (error) {
        if (!(error instanceof Overrun)) throw error;
        log.warn({ task: name, ms: ms(), limit: error.limit }, 'work went beyond its budget');
        throw tooCostly(error);
      }
    },
    close() {
      for (const lane of Object.values(made)) lane.close();
    },
  };
}
