import { threadMs } from './thread-time.mjs';

const EVERY_MS = 2;

/**
 * How long this process was held up at most, and how much its heap grew, while `work` ran. A turn that is late because the
 * machine runs something else is not counted: what counts is the smaller one of the time that went by and the processor time
 * that its thread used in it.
 */
export async function watchLoop<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly blockMs: number; readonly heapMB: number }> {
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  let blockMs = 0;
  let last = performance.now();
  let used = threadMs();
  const look = (): void => {
    const wallMs = performance.now() - last - EVERY_MS;
    blockMs = Math.max(blockMs, Math.min(wallMs, threadMs() - used));
    peak = Math.max(peak, process.memoryUsage().heapUsed);
    last = performance.now();
    used = threadMs();
  };
  const looking = setInterval(look, EVERY_MS);
  try {
    const value = await work();
    look();
    return { value, blockMs, heapMB: (peak - before) / 1_048_576 };
  } finally {
    clearInterval(looking);
  }
}
