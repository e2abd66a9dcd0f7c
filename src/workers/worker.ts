import type { ChildProcess } from 'node:child_process';
import { serialize } from 'node:v8';
import { Unavailable } from '../base/index.js';
import type { Budget, Limit } from './budget.js';
import { fromSent, toSent, type Order, type Report } from './messages.js';
import { hold, startChild } from './start-child.js';
import { watch, type Watch } from './watch.js';

/** A module is loaded, on a busy machine too, within this. */
const LOAD_MS = 60_000;

/** Functions of this process that a piece of work may call. */
export type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Work went beyond its budget, or broke its process. */
export class Overrun extends Error {
  override readonly name = 'Overrun';
  constructor(readonly limit: Limit) {
    super(`beyond its budget: ${limit}`);
  }
}

export interface Job {
  readonly module: string;
  readonly input: unknown;
  readonly budget: Budget;
  readonly calls: Calls;
  readonly onPart: (value: unknown) => void;
}

export interface Done {
  readonly value: unknown;
  readonly cpuMs: number;
  readonly peakMB: number;
}

/** One worker process; at most one job at a time. */
export interface Worker {
  /** Throws Overrun (the process is gone then), or what the task threw. */
  run(job: Job): Promise<Done>;
  isAlive(): boolean;
  end(): void;
}

const notStarted = (cause?: unknown) =>
  new Unavailable('worker_not_started', 'This cannot be worked on just now.', {
    action: 'Try again in a minute.',
    cause,
  });

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), Math.max(0, ms));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Answers a job's calls, within its budget. */
function createAnswering(
  child: ChildProcess,
  { budget, calls }: Job,
  over: (limit: Limit) => void,
) {
  let count = 0;
  let bytes = 0;
  let waitedMs = 0;
  const send = (order: Order): void => void (child.connected && child.send(order));
  return async ({ call, name, args }: Extract<Report, { kind: 'call' }>): Promise<void> => {
    count += 1;
    if (count > budget.calls) return over('calls');
    const begun = performance.now();
    try {
      const lent = Object.hasOwn(calls, name) ? calls[name] : undefined;
      if (lent === undefined) throw new TypeError(`${name} is not lent to this task`);
      const answer = Promise.resolve(lent(...(args as never[])));
      const value = await within(answer, budget.callMs - waitedMs);
      bytes += serialize(value).byteLength;
      if (bytes > budget.callBytes) return over('calls');
      send({ kind: 'answer', call, value });
    } catch (error) {
      send({ kind: 'refusal', call, error: toSent(error) });
    } finally {
      waitedMs += performance.now() - begun;
    }
  };
}

export function startWorker(): Worker {
  const child = startChild();
  let last = 0;
  let isEnded = false;
  child.once('exit', () => (isEnded = true));
  child.once('error', () => (isEnded = true));
  const kill = (): void => {
    isEnded = true;
    child.kill('SIGKILL');
  };

  return {
    isAlive: () => !isEnded && child.connected,
    end() {
      isEnded = true;
      if (child.connected) child.disconnect();
    },
    run(job) {
      const id = ++last;
      let watching: Watch | undefined;
      let open = 0;
      hold(child, true);
      return new Promise<Done>((resolve, reject) => {
        const loading = setTimeout(() => fail(notStarted(), true), LOAD_MS);
        const over = (limit: Limit): void => fail(new Overrun(limit), true);
        const answer = createAnswering(child, job, over);
        const handle: Record<string, (report: never) => void> = {
          begun() {
            clearTimeout(loading);
            watching = watch(child.pid ?? 0, job.budget, over);
          },
          part: ({ value }: Extract<Report, { kind: 'part' }>) => job.onPart(value),
          async call(report: Extract<Report, { kind: 'call' }>) {
            watching?.waits((open += 1) > 0);
            await answer(report);
            watching?.waits((open -= 1) > 0);
          },
          done({ value, cpuMs }: Extract<Report, { kind: 'done' }>) {
            close();
            resolve({ value, cpuMs, peakMB: watching?.peakMB() ?? 0 });
          },
          failed: ({ error }: Extract<Report, { kind: 'failed' }>) => fail(fromSent(error), false),
          over: ({ limit }: Extract<Report, { kind: 'over' }>) => over(limit),
        };
        const onMessage = (report: Report): void => {
          if (report.id === id) handle[report.kind]?.(report as never);
        };
        // It was not asked to end: memory was refused, native code gave up, or the system ended it.
        const onExit = (): void =>
          fail(watching === undefined ? notStarted() : new Overrun('crash'), true);
        const onError = (error: Error): void => fail(notStarted(error), true);
        const close = (): void => {
          clearTimeout(loading);
          watching?.stop();
          child.off('message', onMessage).off('exit', onExit).off('error', onError);
          hold(child, false);
        };
        const fail = (error: Error, isFatal: boolean): void => {
          close();
          if (isFatal) kill();
          reject(error);
        };
        child.on('message', onMessage).on('exit', onExit).on('error', onError);
        const { module, input, budget } = job;
        const order: Order = {
          kind: 'run',
          id,
          module,
          input,
          outputBytes: budget.outputBytes,
        };
        child.send(order, (error) => error && fail(notStarted(error), true));
      });
    },
  };
}
