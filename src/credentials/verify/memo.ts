/**
 * The one kind of memory that a module may have: answers of pure functions about values that never change. It is
 * bounded, nothing can be told apart by whether an answer was kept, and it needs no reset between tests. Anything else
 * that is remembered belongs to an object that somebody creates (docs/architecture.md).
 */
import { LRUCache } from 'lru-cache';

/** Keeps the answers for the keys asked for last. @param max how many */
export function memoize<K extends string | number, V extends object>(
  max: number,
  make: (key: K) => V | null,
): (key: K) => V | null {
  const kept = new LRUCache<K, V>({ max });
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    if (made !== null) kept.set(key, made);
    return made;
  };
}

/** Keeps the last answer alone: for runs of the same key, as the date of a batch. */
export function memoizeLast<K extends string | number, V>(make: (key: K) => V): (key: K) => V {
  let last: { readonly key: K; readonly value: V } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

/** What is kept about objects, for as long as the very same object is served from somebody's cache. */
export type ObjectMemo<K extends object, V> = Pick<WeakMap<K, V>, 'get' | 'set' | 'delete'>;

export const createObjectMemo = <K extends object, V>(): ObjectMemo<K, V> => new WeakMap<K, V>();
