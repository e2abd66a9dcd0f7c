import type { Connection } from 'mongoose';

/** Rows of one collection that may go once they are old, as their room says. Each filter is served by an index. */
export interface AgedRows {
  /** What people call it: `admin.retention.kind.<name>`. */
  readonly name: string;
  readonly collection: string;
  /** The field that says how old a row is. */
  readonly since: string;
  /** The rows of a platform that are older than a moment and of which nothing else depends. */
  readonly filter: (platformId: string, before: Date) => object;
  /** The fields that go; absent: the whole row does. The filter does not find a row again that has none of them. */
  readonly fields?: readonly string[];
  /** Removes what belongs to rows that go, before they do; it may be repeated. */
  readonly takeAlong?: (connection: Connection, ids: readonly string[]) => Promise<void>;
}

/** What would go. */
export interface AgedCount {
  /** How many; {@link MOST_COUNTED} stands for that many or more. */
  readonly count: number;
  /** Since when the oldest one is kept. */
  readonly oldest?: Date;
}

/** Nobody has to know a larger number exactly, and counting costs. */
export const MOST_COUNTED = 10_000;
/** Rows that are removed by one command: others' commands come in between. */
const AT_ONCE = 500;

/** Counts what would go, and changes nothing. */
export async function countAged(
  connection: Connection,
  rows: AgedRows,
  platformId: string,
  before: Date,
): Promise<AgedCount> {
  const collection = connection.collection(rows.collection);
  const filter = rows.filter(platformId, before);
  const count = await collection.countDocuments(filter, { limit: MOST_COUNTED });
  if (count === 0) return { count };
  const found = await collection.findOne(filter, { sort: { [rows.since]: 1 } });
  const oldest: unknown = found?.[rows.since];
  return oldest instanceof Date ? { count, oldest } : { count };
}

/**
 * Removes what is old, in batches. A crash leaves what the next call removes.
 * @param most rows that are removed at most
 * @returns how many were
 */
export async function removeAged(
  connection: Connection,
  rows: AgedRows,
  { platformId, before, most }: { platformId: string; before: Date; most: number },
): Promise<number> {
  const collection = connection.collection(rows.collection);
  const filter = rows.filter(platformId, before);
  let removed = 0;
  while (removed < most) {
    const limit = Math.min(AT_ONCE, most - removed);
    const found = await collection.find(filter, { projection: { _id: 1 }, limit }).toArray();
    if (found.length === 0) break;
    await rows.takeAlong?.(
      connection,
      found.map(({ _id }) => String(_id)),
    );
    // A row that was changed meanwhile, and is not old any more, stays.
    const these = { ...filter, _id: { $in: found.map(({ _id }) => _id) } };
    const $unset = Object.fromEntries((rows.fields ?? []).map((field) => [field, 1 as const]));
    removed += rows.fields
      ? (await collection.updateMany(these, { $unset })).modifiedCount
      : (await collection.deleteMany(these)).deletedCount;
    if (found.length < limit) break;
  }
  return removed;
}
