import { LRUCache } from 'lru-cache';

/**
 * Remembers what a pure function gave for its latest arguments. It says nothing that the function would not say again, so it may be
 * shared by every server of a process.
 * @param max how many answers are kept, whatever clients ask for
 */
export function memo<A extends readonly (string | number)[], T extends object>(
  max: number,
  make: (...args: A) => T,
): (...args: A) => T {
  const known = new LRUCache<string, T>({ max });
  return (...args) => {
    // A length before each text, so that no two lists of arguments are one.
    const id = args.map((text) => `${String(text).length}:${text}`).join('');
    const found = known.get(id) ?? make(...args);
    known.set(id, found);
    return found;
  };
}
