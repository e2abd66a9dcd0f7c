/** Lets a few run and keeps the others waiting, in the order they came. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Sends away, with this error, whoever waits. */
  clear(error: Error): void;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: { readonly enter: () => void; readonly leave: (error: Error) => void }[] = [];
  return {
    async run(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((enter, leave) => waiting.push({ enter, leave }));
      try {
        return await work();
      } finally {
        // Handed on rather than given back: nobody comes in between.
        const next = waiting.shift();
        if (next) next.enter();
        else free += 1;
      }
    },
    clear(error) {
      for (const { leave } of waiting.splice(0)) leave(error);
    },
  };
}
