import type { mongo } from 'mongoose';

/** What waits to be done. */
export interface Backlog {
  /** How many wait; {@link MOST} stands for that many or more. */
  readonly depth: number;
  /** Since when the one waits that waits longest. */
  readonly oldestAt?: Date;
}

/** Nobody has to know a longer queue than this exactly, and counting costs. */
const MOST = 1_000;

/**
 * Counts what waits, a thousand at the most, whatever the total.
 * @param waiting a filter that an index serves
 * @param since the field, of that index, that says since when one waits; absent where none does
 */
export async function readBacklog(
  collection: Pick<mongo.Collection, 'countDocuments' | 'findOne'>,
  waiting: mongo.Filter<mongo.Document>,
  since?: string,
): Promise<Backlog> {
  const counting = collection.countDocuments(waiting, { limit: MOST });
  if (since === undefined) return { depth: await counting };
  const [depth, oldest] = await Promise.all([
    counting,
    collection.findOne(waiting, { sort: { [since]: 1 }, projection: { [since]: 1 } }),
  ]);
  const oldestAt: unknown = oldest?.[since];
  return oldestAt instanceof Date ? { depth, oldestAt } : { depth };
}
