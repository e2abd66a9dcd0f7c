/** Files made on demand, the latest kept within a bound of bytes, so that a second reader costs nothing. */
export interface KeptFiles {
  /** What is kept under the key, else what `make` makes; two at once make it once. */
  get(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
}

export function createKeptFiles(mostBytes: number): KeptFiles {
  const kept = new Map<string, Buffer>();
  const making = new Map<string, Promise<Buffer>>();
  let bytes = 0;

  const keep = (key: string, file: Buffer) => {
    kept.set(key, file);
    bytes += file.length;
    for (const [oldest, dropped] of kept) {
      if (bytes <= mostBytes) break;
      kept.delete(oldest);
      bytes -= dropped.length;
    }
  };

  return {
    get(key, make) {
      const held = kept.get(key);
      if (held !== undefined) {
        // To the end of the line: what is asked for stays.
        kept.delete(key);
        kept.set(key, held);
        return Promise.resolve(held);
      }
      const begun = making.get(key);
      if (begun !== undefined) return begun;
      const made = make()
        .then((file) => {
          keep(key, file);
          return file;
        })
        .finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
  };
}
