/** What waits, by whom: the ones who wait take turns, however much each has waiting. */
export interface FairQueue<T> {
  /** False where the queue, or this one's part of it, is full. */
  push(key: string, item: T): boolean;
  /** Takes the next item of the next one in turn that may go now. */
  next(mayGo: (key: string) => boolean): { readonly key: string; readonly item: T } | null;
  remove(key: string, item: T): void;
  count(key: string): number;
  /** Who has most waiting; undefined where nobody waits. */
  longest(): string | undefined;
  /** Takes the newest item of one out, to make room for others; null where there is none. */
  dropNewest(key: string): T | null;
  readonly size: number;
}

export interface QueueBounds {
  readonly most: number;
  readonly mostEach: number;
}

export function createFairQueue<T>({ most, mostEach }: QueueBounds): FairQueue<T> {
  /** In the order of turns: who was served goes to the end. */
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
