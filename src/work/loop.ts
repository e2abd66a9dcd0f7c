import { backOffMs, type BackOff, type Logger } from '../base/index.js';

/** Work that every process does over and over. */
export interface Loop {
  start(): void;
  /** Begins no further run. @returns when the one that goes on has ended */
  stop(): Promise<void>;
}

/** The wait after a run that failed: the store may be away. */
const FAILED: BackOff = { firstMs: 1_000, mostMs: 30_000, jitter: [0.5, 1] };

/**
 * @param deps.run gives how many milliseconds to wait before the next one
 * @param deps.end ends what runs have begun and left going, when the loop stops
 */
export function createLoop(deps: {
  readonly name: string;
  readonly log: Pick<Logger, 'warn'>;
  readonly run: (signal: AbortSignal) => Promise<number>;
  readonly end?: (() => Promise<void>) | undefined;
}): Loop {
  const { name, log, run, end } = deps;
  let going: Promise<void> | undefined;
  let stopping = new AbortController();

  const rest = (ms: number, signal: AbortSignal) =>
    new Promise<void>((done) => {
      const timer = setTimeout(goOnNow, ms);
      function goOnNow(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', goOnNow);
        done();
      }
      signal.addEventListener('abort', goOnNow);
      if (signal.aborted) goOnNow();
    });

  async function goOn(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      let waitMs: number;
      try {
        waitMs = await run(signal);
        failures = 0;
      } catch (err) {
        failures += 1;
        log.warn({ err, job: name, failures }, 'work that repeats failed; it is tried again');
        waitMs = backOffMs(FAILED, failures);
      }
      await rest(waitMs, signal);
    }
  }

  return {
    start() {
      if (going !== undefined) return;
      stopping = new AbortController();
      going = goOn(stopping.signal);
    },
    async stop() {
      if (going === undefined) return;
      stopping.abort();
      await going;
      going = undefined;
      await end?.();
    },
  };
}
