/** A queue in which keys, such as platforms, take turns, however many items each has waiting. */
export interface FairQueue<T> {
  /** @returns false where the queue, or the key's part of it, is full */
  push(key: string, item: T): boolean;
  /** Takes the next item, of the first key in turn that `mayGo` allows. */
  next(mayGo: (key: string) => boolean): { readonly key: string; readonly item: T } | null;
  remove(key: string, item: T): void;
  count(key: string): number;
  /** @returns the key with most items waiting; undefined where the queue is empty */
  longest(): string | undefined;
  /** Removes and returns the newest item of a key, to make room for other keys; null where it has none. */
  dropNewest(key: string): T | null;
  readonly size: number;
}

/** How many items may wait, in all and of one key. */
export interface QueueBounds {
  readonly most: number;
  readonly mostEach: number;
}

/** @returns an empty queue */
export function createFairQueue<T>({ most, mostEach }: QueueBounds): FairQueue<T> {
  /** Items by key, in the order of turns: a key that was served moves to the end. */
  const lines = new Map<string, T[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    push(key, item) {
      const line = lines.get(key) ?? [];
      if (size >= most || line.length >= mostEach) return false;
      line.push(item);
      lines.set(key, line);
      size += 1;
      return true;
    },
    next(mayGo) {
      for (const [key, line] of lines) {
        if (!mayGo(key)) continue;
        const [item] = line.splice(0, 1);
        lines.delete(key);
        if (line.length > 0) lines.set(key, line);
        if (item === undefined) continue;
        size -= 1;
        return { key, item };
      }
      return null;
    },
    count: (key) => lines.get(key)?.length ?? 0,
    longest() {
      let found: string | undefined;
      for (const [key, { length }] of lines)
        if (length > (lines.get(found ?? '')?.length ?? 0)) found = key;
      return found;
    },
    dropNewest(key) {
      const line = lines.get(key);
      const item = line?.pop();
      if (line === undefined || item === undefined) return null;
      size -= 1;
      if (line.length === 0) lines.delete(key);
      return item;
    },
    remove(key, item) {
      const line = lines.get(key);
      const at = line?.indexOf(item) ?? -1;
      if (line === undefined || at < 0) return;
      line.splice(at, 1);
      size -= 1;
      if (line.length === 0) lines.delete(key);
    },
  };
}
