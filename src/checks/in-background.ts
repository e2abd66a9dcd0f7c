/** Pieces of work that go on behind their maker, who meanwhile prepares the next. */
export interface InBackground {
  /** Begins this piece; where two are under way, it waits for the older one first. @throws what that failed with */
  begin(run: () => Promise<void>): Promise<void>;
  /** Waits for all that is under way. @throws what the first of them failed with */
  end(): Promise<void>;
}

/** Two: while the store writes for one piece, the other is reckoned and signed. */
const UNDER_WAY = 2;

export function createInBackground(): InBackground {
  const underWay: Promise<void>[] = [];
  return {
    async begin(run) {
      if (underWay.length === UNDER_WAY) await underWay.shift();
      const piece = run();
      // Whoever waits for it meets the failure.
      piece.catch(() => undefined);
      underWay.push(piece);
    },
    async end() {
      const ends = await Promise.allSettled(underWay.splice(0));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}
