/**
 * A worker process: runs one order at a time and tells how it went. It ends when the process that began it does. It is told
 * nothing of settings or secrets: its environment is nearly empty.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { serialize } from 'node:v8';
import { fromSent, toSent, type Order, type Report } from './messages.js';
import type { RunTask } from './task.js';

const NICENESS = 5;

/** Output beyond the order's limit. */
class TooMuch extends Error {}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What tells a process that began this one. */
type Tell = (message: Report) => void;

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // A nicety that this system does not offer.
  }
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Calls that a task has made into the main process, until they are answered. */
function createCalls(tell: Tell) {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    /** What a task of an order calls. */
    callOf:
      (id: number) =>
      (name: string, ...args: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          last += 1;
          waiting.set(last, { resolve, reject });
          tell({ kind: 'call', id, call: last, name, args });
        }),
    settle(order: Exclude<Order, { kind: 'run' }>): void {
      const call = waiting.get(order.call);
      waiting.delete(order.call);
      if (order.kind === 'answer') call?.resolve(order.value);
      else call?.reject(fromSent(order.error));
    },
    /** Nobody waits any more: the order is done. */
    clear: () => waiting.clear(),
  };
}

/** Runs orders and tells how they went. */
function createRunner(tell: Tell): (order: Order) => void {
  const calls = createCalls(tell);

  async function run({ id, module, input, outputBytes }: Extract<Order, { kind: 'run' }>) {
    let left = outputBytes;
    const weigh = (value: unknown): void => {
      left -= serialize(value).byteLength;
      if (left < 0) throw new TooMuch();
    };
    const part = (value: unknown): void => {
      weigh(value);
      tell({ kind: 'part', id, value });
    };
    try {
      const task = (await import(module)) as { run: RunTask<unknown, unknown> };
      tell({ kind: 'begun', id });
      const start = process.cpuUsage();
      const value = await task.run(input, { call: calls.callOf(id), part });
      weigh(value);
      tell({ kind: 'done', id, value, cpuMs: cpuMsSince(start) });
    } catch (error) {
      if (error instanceof TooMuch) tell({ kind: 'over', id, limit: 'output' });
      else tell({ kind: 'failed', id, error: toSent(error) });
    } finally {
      calls.clear();
    }
  }

  return (order) => {
    if (order.kind === 'run') void run(order);
    else calls.settle(order);
  };
}

// Whoever answers requests goes first, and is the last to be ended where memory is short.
attempt(() => setPriority(NICENESS));
attempt(() => writeFileSync('/proc/self/oom_score_adj', '800'));

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on(
  'message',
  createRunner((message) => void process.send?.(message)),
);
