import { LRUCache } from 'lru-cache';
import { defineTask, type Workers } from '../../workers/index.js';
import type { Picture } from '../read-picture.js';
import type { run } from './compose-task.js';
import { drawComposed, type ComposedPicture } from './draw-composed.js';
import { resolveArt, type ArtWords } from './resolve-art.js';
import type { ComposedArt } from './spec.js';

const task = defineTask<typeof run>({
  name: 'compose-badge',
  from: import.meta.url,
  module: './compose-task',
  lane: 'strangers',
});

/** Draws art that is being designed. `key`: for whom; those who wait take turns. */
export type Compose = (art: ComposedArt, words: ArtWords, key: string) => Promise<ComposedPicture>;

interface Deps {
  readonly workers: Pick<Workers, 'run'>;
  readonly findPicture: (id: string) => Promise<Picture | null>;
}

const MOST_KEPT_BYTES = 8_388_608;

/**
 * Without words and logo a drawing takes less than a millisecond; a page of them, asked for at once, would be more than may
 * wait for a process.
 */
const isSimple = (art: ComposedArt) =>
  art.title === 'none' &&
  art.motto === undefined &&
  (art.emblem.kind === 'icon' || art.emblem.kind === 'none');

/** What was composed last is kept: a page asks where words stand, then for the picture. */
export function createCompose({ workers, findPicture }: Deps): Compose {
  const kept = new LRUCache<string, ComposedPicture>({
    maxSize: MOST_KEPT_BYTES,
    sizeCalculation: ({ svg }, key) => svg.length + key.length,
  });
  return async (art, words, key) => {
    const name = JSON.stringify([art, words]);
    const found = kept.get(name);
    if (found !== undefined) return found;
    const drawing = await resolveArt(art, words, findPicture);
    const made = isSimple(art) ? drawComposed(drawing) : await workers.run(task, drawing, { key });
    kept.set(name, made);
    return made;
  };
}
