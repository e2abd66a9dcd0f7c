import type { Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { EventStore } from './event-store.js';
import { eventId, type Described, type NewEvent } from './feed-event.js';
import type { UntoldMark, Untold } from './untold.js';

/** A row of any collection with something to tell. */
export interface UntoldRow extends Required<Untold> {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** A collection whose rows are told. */
export interface Telling {
  readonly collection: string;
  /** Which rows are ready; those that are not wait. */
  readonly ready?: Readonly<Record<string, unknown>>;
  /** What each row says of itself; null: nobody's, nothing is told of it. */
  describe(rows: readonly UntoldRow[]): Promise<readonly (Described | null)[]>;
}

/** Rows of a collection at a time. */
const AT_ONCE = 500;

interface Found {
  readonly mark: UntoldMark;
  readonly event: NewEvent;
}

type Rows = readonly UntoldRow[];

/** What rows have to tell, row by row. */
async function newsOf(rows: Rows, telling: Telling, now: Date): Promise<Found[]> {
  const described = await telling.describe(rows);
  return rows.flatMap(({ _id, untold }, index): Found[] => {
    const said = described[index];
    if (!said) return [];
    const { platformId, deploymentId, contextId } = said.tenant;
    return untold.map((mark) => ({
      mark,
      event: {
        id: eventId(String(_id), mark),
        type: mark.type,
        at: mark.at ?? now,
        platformId,
        deploymentId,
        contextId,
        data: said.data,
      },
    }));
  });
}

/**
 * Tells what rows have to tell, in the order in which it became so. First the feed is written, then the marks are taken
 * off: a crash in between has them told again, under the same ids, which the feed refuses.
 * @returns whether there may be more
 */
export async function tellUntold(
  deps: { readonly connection: Connection; readonly clock: Clock; readonly events: EventStore },
  tellings: readonly Telling[],
): Promise<boolean> {
  const { connection, clock, events } = deps;
  const now = clock.now();
  const found = await Promise.all(
    tellings.map(async (telling) => {
      const collection = connection.collection<UntoldRow>(telling.collection);
      const rows = (await collection
        .find({ untoldMark: { $exists: true }, ...telling.ready } as object)
        .sort({ untoldMark: 1 })
        .limit(AT_ONCE)
        .toArray()) as unknown as Rows;
      return { collection, rows, news: rows.length > 0 ? await newsOf(rows, telling, now) : [] };
    }),
  );
  const news = found.flatMap((each) => each.news);
  news.sort(
    (one, other) => Number(one.mark.id > other.mark.id) - Number(one.mark.id < other.mark.id),
  );
  await events.append(news.map(({ event }) => event));
  for (const { collection, rows } of found) {
    if (rows.length === 0) continue;
    const marks = [...new Set(rows.map(({ untoldMark }) => untoldMark))];
    // What came meanwhile has another mark, and stays.
    await collection.updateMany(
      { _id: { $in: rows.map(({ _id }) => _id) }, untoldMark: { $in: marks } },
      { $unset: { untold: 1, untoldMark: 1 } } as object,
    );
  }
  return found.some(({ rows }) => rows.length === AT_ONCE);
}
