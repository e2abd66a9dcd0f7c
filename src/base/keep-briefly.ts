import { LRUCache } from 'lru-cache';
import { once } from './once.js';

/** Values kept for moments, so that what comes at the same time asks for them once. */
export interface KeptBriefly<V extends object> {
  /**
   * @returns what is kept under a key, else what `load` gives: once for all who ask meanwhile. What is not found is not
   *   kept
   */
  get(key: string, load: () => Promise<V | null>): Promise<V | null>;
  put(key: string, value: V): void;
  /** Drops what is kept, and what is being loaded: whoever asks from now on has it read anew. Absent a key: everything. */
  forget(key?: string): void;
}

/**
 * @param limits.ms how long a value is kept, in milliseconds of the process's own clock
 * @param limits.most how many values are kept; the one used longest ago goes first
 * @param limits.isKept whether a value that was read may be kept; absent: each may
 */
export function keepBriefly<V extends object>(limits: {
  readonly ms: number;
  readonly most: number;
  readonly isKept?: (value: V) => boolean;
  /** Milliseconds that only go up; tests replace it. */
  readonly now?: () => number;
}): KeptBriefly<V> {
  const { ms, most, isKept = () => true, now = () => performance.now() } = limits;
  const kept = new LRUCache<string, { readonly value: V; readonly until: number }>({ max: most });
  const loading = new Map<string, Promise<V | null>>();
  const put = (key: string, value: V): void => void kept.set(key, { value, until: now() + ms });

  async function load(key: string, read: () => Promise<V | null>): Promise<V | null> {
    const begun = once(read);
    loading.set(key, begun);
    const isCurrent = () => loading.get(key) === begun;
    try {
      const value = await begun;
      if (value !== null && isCurrent() && isKept(value)) put(key, value);
      return value;
    } finally {
      if (isCurrent()) loading.delete(key);
    }
  }

  return {
    async get(key, read) {
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return known.value;
      return loading.get(key) ?? load(key, read);
    },
    put,
    forget(key) {
      if (key === undefined) {
        kept.clear();
        loading.clear();
        return;
      }
      kept.delete(key);
      loading.delete(key);
    },
  };
}
