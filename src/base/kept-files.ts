import { LRUCache } from 'lru-cache';

/** Files made on demand, the ones asked for last kept within a bound of bytes, so that a second reader costs nothing. */
export interface KeptFiles {
  /** What is kept under the key, else what `make` makes; two at once make it once. What fails is not kept. */
  get(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
}

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
