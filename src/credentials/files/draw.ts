import { defineTask, type Workers } from '../../workers/index.js';
import type { Art, FindArt } from './art.js';
import type { CertificateDrawing, run as certifyRun } from './certify-task.js';
import type { BadgeDrawing, run } from './draw-task.js';

const task = defineTask<typeof run>({
  name: 'draw-file',
  from: import.meta.url,
  module: './draw-task',
  lane: 'strangers',
  budget: { cpuMs: 1_900 },
});

const certifying = defineTask<typeof certifyRun>({
  name: 'draw-certificate',
  from: import.meta.url,
  module: './certify-task',
  lane: 'strangers',
  budget: { cpuMs: 1_900 },
});

/**
 * Makes a file of a badge in a worker process.
 * @param key for whom: the keys of waiting orders take turns
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export type DrawFile = (order: BadgeDrawing | CertificateDrawing, key: string) => Promise<Buffer>;

export const createDrawFile =
  (workers: Pick<Workers, 'run'>): DrawFile =>
  async (order, key) =>
    Buffer.from(
      order.make === 'certificate' || order.make === 'preview'
        ? await workers.run(certifying, order, { key })
        : await workers.run(task, order, { key }),
    );

/** @returns the art of a badge: that of its achievement, else a plain one of its name */
export type ArtOf = (badge: {
  readonly id: string;
  readonly achievementId: string;
  readonly achievementName: string;
}) => Promise<Art>;

export const createArtOf =
  (findArt: FindArt, draw: DrawFile): ArtOf =>
  async ({ id, achievementId, achievementName: name }) => {
    const kept = await findArt(achievementId);
    if (kept !== null) return kept;
    const svg = await draw({ make: 'plain', name, format: 'svg' }, id);
    return {
      svg: svg.toString('utf8'),
      png: await draw({ make: 'plain', name, format: 'png' }, id),
    };
  };
