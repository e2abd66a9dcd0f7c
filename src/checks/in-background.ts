/** One piece of work that goes on behind its maker, who meanwhile prepares the next. */
export interface InBackground {
  /** Waits for the piece before, and begins this one. @throws what the piece before failed with */
  begin(run: () => Promise<void>): Promise<void>;
  /** Waits for the last piece. @throws what it failed with */
  end(): Promise<void>;
}

export function createInBackground(): InBackground {
  let last: Promise<void> = Promise.resolve();
  return {
    async begin(run) {
      await last;
      last = run();
      // Whoever waits for it meets the failure.
      last.catch(() => undefined);
    },
    end: () => last,
  };
}
