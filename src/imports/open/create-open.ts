import { createHash } from 'node:crypto';
import { defineTask, type Workers } from '../../workers/index.js';
import type { Opened } from './facts.js';
import type { OpenAnswer, run } from './open-task.js';

const task = defineTask<typeof run>({
  name: 'open-import',
  from: import.meta.url,
  module: './open-task',
  lane: 'strangers',
  // A ZIP of baked pictures is handed over picture by picture.
  budget: { cpuMs: 10_000, wallMs: 60_000, outputBytes: 50_331_648, memoryMB: 600 },
});

/** The largest file that is taken, in bytes. */
export const MOST_FILE = 8_388_608;

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * Opens a file in a worker process.
 * @param key for whom: those who wait take turns
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export type Open = (
  bytes: Uint8Array,
  name: string,
  key: string,
) => Promise<{ readonly found: readonly Opened[]; readonly problem: OpenAnswer }>;

/** @returns what opens strangers' files */
export const createOpen =
  (workers: Pick<Workers, 'run'>): Open =>
  async (bytes, name, key) => {
    const found: Opened[] = [];
    const onPart = (one: unknown): void => void found.push(one as Opened);
    const order = { bytes, name };
    const problem = await workers.run(task, order, { key, bytes: bytes.byteLength, onPart });
    return { found, problem };
  };
