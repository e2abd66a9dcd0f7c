import { defineTask, type Workers } from '../workers/index.js';
import type { DrawOrder, run } from './draw-task.js';

const task = defineTask<typeof run>({
  name: 'draw-badge',
  from: import.meta.url,
  module: './draw-task',
  lane: 'strangers',
});

/**
 * Draws a picture in a process of its own.
 * @param key for whom: those who wait take turns
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export type Draw = (order: DrawOrder, key: string) => Promise<Buffer>;

export const createDraw =
  (workers: Pick<Workers, 'run'>): Draw =>
  async (order, key) =>
    Buffer.from(await workers.run(task, order, { key }));
