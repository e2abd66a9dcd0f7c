import { defineTask, type Workers } from '../../workers/index.js';
import type { MapOrder } from './paint.js';
import type { run } from './picture-task.js';

const task = defineTask<typeof run>({
  name: 'draw-pathway',
  from: import.meta.url,
  module: './picture-task',
  lane: 'strangers',
  budget: { cpuMs: 1_900 },
});

/**
 * Draws a pathway's map as PNG in a worker process.
 * @param key for whom: those who wait take turns
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export type DrawMap = (order: MapOrder, key: string) => Promise<Buffer>;

export const createDrawMap =
  (workers: Pick<Workers, 'run'>): DrawMap =>
  async (order, key) =>
    Buffer.from(await workers.run(task, order, { key }));
