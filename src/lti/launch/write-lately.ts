import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/index.js';

/** How old a note may be that is not written again where it would say the same, in milliseconds. */
export const NOTE_MS = 60_000;
const MOST_KEPT = 20_000;

/**
 * Spares notes that say what the same process wrote within the last minute: hundreds of launches of one course describe
 * it alike.
 */
export function createWriteLately(clock: Clock) {
  const written = new LRUCache<string, { readonly says: string; readonly at: number }>({
    max: MOST_KEPT,
  });
  /**
   * Calls `write`, unless the same was written lately.
   * @param key names the note
   * @param says everything of it but the time
   */
  return async (key: string, says: unknown, write: () => Promise<void>): Promise<void> => {
    const text = JSON.stringify(says);
    const at = clock.now().getTime();
    const known = written.get(key);
    if (known?.says === text && at - known.at >= 0 && at - known.at < NOTE_MS) return;
    await write();
    written.set(key, { says: text, at });
  };
}

export type WriteLately = ReturnType<typeof createWriteLately>;
