import { verify } from '../../src/credentials/verify/index.js';
import { hostile } from '../vectors/hostile.js';
import { environment } from '../vectors/matrix.js';

/** How long the worst of hostile input takes, and what it costs in memory. */
export default async function bench(): Promise<object> {
  let worst = { name: '', ms: 0 };
  let peakHeapMB = 0;
  for (const { name, input } of hostile) {
    const before = process.memoryUsage().heapUsed;
    const cpu = process.cpuUsage();
    const { verdict } = await verify(input, environment);
    const { user, system } = process.cpuUsage(cpu);
    const ms = (user + system) / 1000;
    const heapMB = Math.max(0, process.memoryUsage().heapUsed - before) / 1_048_576;
    peakHeapMB = Math.max(peakHeapMB, heapMB);
    if (ms > worst.ms) worst = { name, ms };
    console.log(
      `${name.padEnd(44)} ${verdict.padEnd(8)} ${ms.toFixed(1).padStart(8)} ms ${heapMB.toFixed(1).padStart(7)} MB`,
    );
  }
  return {
    inputs: hostile.length,
    worst: worst.name,
    worstMs: Math.round(worst.ms),
    peakHeapMB: Math.round(peakHeapMB),
  };
}
