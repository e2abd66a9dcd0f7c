import type { Budget, Limit } from './budget.js';
import { LOOK_EVERY_MS, readUsage, type Usage } from './usage.js';

/** Where the system does not tell processor time, the time that a process is busy stands for it, generously. */
const BUSY_FACTOR = 4;

export interface Watch {
  /** It waits for answers to its calls, or not any more. */
  waits(isWaiting: boolean): void;
  /** The most resident memory that was seen, in megabytes. */
  peakMB(): number;
  stop(): void;
}

/** Looks at a process while it works, from outside: what is busy or broken cannot tell of itself. */
export function watch(pid: number, budget: Budget, onOver: (limit: Limit) => void): Watch {
  let first: Usage | null = null;
  let peakMB = 0;
  let busyMs = 0;
  let isWaiting = false;
  let isLooking = false;
  let isOver = false;
  let last = performance.now();

  const end = (limit: Limit): void => {
    if (isOver) return;
    stop();
    onOver(limit);
  };
  const judge = (usage: Usage | null): void => {
    if (usage === null) {
      if (busyMs > budget.cpuMs * BUSY_FACTOR) end('cpu');
      return;
    }
    first ??= usage;
    peakMB = Math.max(peakMB, usage.residentMB);
    if (usage.residentMB > budget.memoryMB) end('memory');
    else if (usage.cpuMs - first.cpuMs > budget.cpuMs) end('cpu');
  };
  const look = async (): Promise<void> => {
    const now = performance.now();
    if (!isWaiting) busyMs += now - last;
    last = now;
    if (isLooking) return;
    isLooking = true;
    const usage = readUsage(pid);
    judge(usage instanceof Promise ? await usage : usage);
    isLooking = false;
  };
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  const deadline = setTimeout(() => end('time'), budget.wallMs);
  const stop = (): void => {
    isOver = true;
    clearInterval(looking);
    clearTimeout(deadline);
  };
  void look();

  return {
    waits: (now) => void (isWaiting = now),
    peakMB: () => peakMB,
    stop,
  };
}
