/**
 * Loaded before the tool (`--import`): looks how long its loop is held up, and tells on request over the channel to the bench.
 * A turn that is late because the machine runs something else is none of the tool's: what counts is the smaller one of the
 * time that went by and the processor time that the loop's own thread used in it.
 */
import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { threadMs } from '../security/thread-time.mjs';

const EVERY_MS = 2;

let worstMs = 0;
let heapMB = 0;
let last = performance.now();
let used = threadMs();

// The looking itself keeps nothing alive.
setInterval(() => {
  const wallMs = performance.now() - last - EVERY_MS;
  worstMs = Math.max(worstMs, Math.min(wallMs, threadMs() - used));
  heapMB = Math.max(heapMB, process.memoryUsage().heapUsed / 1_048_576);
  last = performance.now();
  used = threadMs();
}, EVERY_MS).unref();

if (process.send) {
  process.on('message', (order) => {
    if (order === 'read') process.send({ blockMs: worstMs, heapMB });
    if (order === 'forget') worstMs = heapMB = 0;
  });
  process.channel?.unref();
}
