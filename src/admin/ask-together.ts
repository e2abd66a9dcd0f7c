/** Remembers answers within one page: many entries are about the same. */
export function once<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}

/** The same for many with one question: those that are asked about before anything else happens are asked about together. */
export function together<T>(
  findMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (key: string) => Promise<T | undefined> {
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, T>> } | null =
    null;
  return once(async (key) => {
    if (next === null) {
      const keys = new Set<string>();
      // What is under way in this turn of the loop may still add to them.
      const found = new Promise((done) => setImmediate(done)).then(() => {
        next = null;
        return findMany([...keys]);
      });
      next = { keys, found };
    }
    next.keys.add(key);
    return (await next.found).get(key);
  });
}

/** Puts together what has the same key. */
export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
