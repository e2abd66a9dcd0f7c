/**
 * The only kind of state that a module may keep: results of pure functions of immutable values. It is bounded, nothing
 * shows whether a result was cached, and tests need not reset it. All other state belongs to an object that somebody
 * creates (docs/architecture.md).
 */
import { LRUCache } from 'lru-cache';

/** Caches the results of the keys used last. @param max how many */
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

/** Caches the last result: for runs of the same key, such as the date of a batch. */
export function memoizeLast<K extends string | number, V>(make: (key: K) => V): (key: K) => V {
  let last: { readonly key: K; readonly value: V } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

/** A cache of results about objects, for as long as the same object is served from somebody's cache. */
export type ObjectMemo<K extends object, V> = Pick<WeakMap<K, V>, 'get' | 'set' | 'delete'>;

export const createObjectMemo = <K extends object, V>(): ObjectMemo<K, V> => new WeakMap<K, V>();
