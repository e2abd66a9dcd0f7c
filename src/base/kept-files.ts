import { LRUCache } from 'lru-cache';

/** A cache of files that are made on demand, bounded in bytes; the least recently used go first. */
export interface KeptFiles {
  /**
   * @returns the file kept under the key, else what `make` gives. Callers at the same moment share one `make`; a
   *   failure is not kept
   */
  get(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
}

/**
 * @param mostBytes how much is kept in all, keys included
 * @returns an empty cache
 */
export function createKeptFiles(mostBytes: number): KeptFiles {
  const kept = new LRUCache<string, Buffer>({
    maxSize: mostBytes,
    sizeCalculation: (file, key) => file.length + key.length + 1,
  });
  const making = new Map<string, Promise<Buffer>>();
  return {
    get(key, make) {
      const held = kept.get(key);
      if (held !== undefined) return Promise.resolve(held);
      const begun = making.get(key);
      if (begun !== undefined) return begun;
      const made = make()
        .then((file) => {
          kept.set(key, file);
          return file;
        })
        .finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
  };
}
