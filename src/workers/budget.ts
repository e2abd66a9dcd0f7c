/** What one piece of work may cost. What goes beyond any of these is ended with its process. */
export interface Budget {
  /** Milliseconds of processor time, user and system. */
  readonly cpuMs: number;
  /** Milliseconds from the work's begin to its end, waiting for answers to its calls included. */
  readonly wallMs: number;
  /** Resident memory of the process, in megabytes, native memory included. */
  readonly memoryMB: number;
  /** Of what comes out of it, serialized. */
  readonly outputBytes: number;
  /** Calls back into this process, such as for a document to be fetched. */
  readonly calls: number;
  /** Of all the answers to its calls. */
  readonly callBytes: number;
  /** Milliseconds of waiting for answers, all calls together; later ones fail, the work itself goes on. */
  readonly callMs: number;
}

export type Limit = 'cpu' | 'time' | 'memory' | 'output' | 'calls' | 'crash';

const DEFAULT: Budget = {
  cpuMs: 1_500,
  wallMs: 30_000,
  memoryMB: 400,
  outputBytes: 8_388_608,
  calls: 24,
  callBytes: 8_388_608,
  callMs: 12_000,
};

export const budgetOf = (given: Partial<Budget> = {}): Budget => ({ ...DEFAULT, ...given });

/** V8's own limit, in megabytes: a heap that grows beyond it aborts the process by itself. */
export const HEAP_MB = 256;
