import type { CheckOutcome } from './check-outcome.js';

/** Runs a look, unless one under the same key is under way in this process. */
export type Alone = (key: string, look: () => Promise<CheckOutcome>) => Promise<CheckOutcome>;

/**
 * Keeps looks at one learner apart: whoever opens an activity twice at the same moment has their grades read once. Two
 * processes may look at the same learner at the same time, as they may while the whole course is looked at; unique
 * indexes decide what is true, and a lease in the store would cost each launch two writes.
 */
export function createAlone(): Alone {
  const underWay = new Set<string>();
  return async (key, look) => {
    if (underWay.has(key)) return { busy: true };
    underWay.add(key);
    try {
      return await look();
    } finally {
      underWay.delete(key);
    }
  };
}
