import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/index.js';

/** What was read of each of some people, and when the reading began. */
export interface ReadEach<T> {
  readonly readAt: Date;
  readonly rows: ReadonlyMap<string, T>;
}

/** How many calls of a platform run at the same time. */
const AT_ONCE = 4;
/** How long one reading serves all assessments of a course, in milliseconds. */
const KEEP_MS = 60_000;
const KEPT_COURSES = 50;

async function readAll<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T>,
): Promise<Map<string, T>> {
  const rows = new Map<string, T>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) rows.set(id, await read(id));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
  return rows;
}

/**
 * Creates a reader for what a platform tells of one person at a time: all people of a course are read together, a few
 * at once, and kept for a minute. A call that fails makes the whole reading fail: a part of a course is never taken for
 * all of it.
 */
export function createReadEach<T extends object>(clock: Clock) {
  const kept = new LRUCache<string, ReadEach<T>>({ max: KEPT_COURSES });
  const underWay = new Map<string, Promise<ReadEach<T>>>();

  /** @param key names the course */
  return async (
    key: string,
    ids: readonly string[],
    read: (id: string) => Promise<T>,
  ): Promise<ReadEach<T>> => {
    const running = underWay.get(key);
    if (running) return running;
    const old = kept.get(key);
    const now = clock.now();
    const isFresh = old && now.getTime() - old.readAt.getTime() < KEEP_MS && now >= old.readAt;
    if (old && isFresh && ids.every((id) => old.rows.has(id))) return old;
    const reading = readAll(ids, read)
      .then((rows) => ({ readAt: now, rows }))
      .finally(() => underWay.delete(key));
    underWay.set(key, reading);
    const done = await reading;
    kept.set(key, done);
    return done;
  };
}
