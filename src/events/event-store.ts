import { Schema } from 'mongoose';
import { duplicatesOf, type Connection } from '../store/index.js';
import type { FeedEvent, NewEvent } from './feed-event.js';

interface EventRow extends Omit<FeedEvent, 'id' | 'place'> {
  _id: number;
  eventId: string;
}

const schema = new Schema<EventRow>(
  {
    // The place: that there is one event of a number, and none after a gap, is what the order rests on.
    _id: { type: Number, required: true },
    eventId: { type: String, required: true },
    type: { type: String, required: true },
    at: { type: Date, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    data: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, minimize: false, collection: 'events' },
);
// This index is the lock of telling: an event is told once.
schema.index({ eventId: 1 }, { unique: true });
schema.index({ platformId: 1, _id: 1 });

const fromRow = ({ _id, eventId, ...rest }: EventRow): FeedEvent => ({
  place: _id,
  id: eventId,
  ...rest,
});

/** Places count from one. */
const ALL = { _id: { $gt: 0 } };

/** Whose events: a platform's, or everybody's. */
export type EventsOf = { readonly platformId: string } | null;

export type EventStore = ReturnType<typeof createEventStore>;

/** @returns the store of the feed */
export function createEventStore(connection: Connection) {
  const model = connection.model<EventRow>('Event', schema);

  const lastPlace = async (): Promise<number> =>
    (await model.findOne(ALL).sort({ _id: -1 }).select({ _id: 1 }).lean<EventRow>())?._id ?? 0;

  /** @returns which of these ids the feed holds */
  const known = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const rows = await model
      .find({ eventId: { $in: [...ids] } })
      .select({ eventId: 1 })
      .lean<Pick<EventRow, 'eventId'>[]>();
    return new Set(rows.map((row) => row.eventId));
  };

  return {
    lastPlace,

    /**
     * Appends events that the feed does not hold yet, in their order. They are inserted one after the other at the next
     * places, each of which a unique index gives to one event: an event is there only once all before it are, whoever
     * appends at the same time, and a reader who has come to a place has missed none before it.
     */
    async append(events: readonly NewEvent[]): Promise<void> {
      let left = [...events];
      while (left.length > 0) {
        const from = (await lastPlace()) + 1;
        const rows = left.map(({ id, ...rest }, index) => ({
          _id: from + index,
          eventId: id,
          ...rest,
        }));
        const refused = await duplicatesOf(
          model.collection.insertMany(rows as never[], { ordered: true }),
        );
        if (refused.size === 0) return;
        // Somebody else appended at the same time, or told some of these before a crash.
        const there = await known(left.map(({ id }) => id));
        left = left.filter(({ id }) => !there.has(id));
      }
    },

    /** Events after a place, in order. */
    async list(of: EventsOf, after: number, limit: number): Promise<FeedEvent[]> {
      const rows = await model
        .find({ ...of, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<EventRow[]>();
      return rows.map(fromRow);
    },

    /** The newest first. */
    async listLatest(of: EventsOf, limit: number): Promise<FeedEvent[]> {
      const rows = await model
        .find({ ...of, ...ALL })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<EventRow[]>();
      return rows.map(fromRow);
    },

    async find(id: string): Promise<FeedEvent | null> {
      const row = await model.findOne({ eventId: id }).lean<EventRow>();
      return row && fromRow(row);
    },

    async findMany(ids: readonly string[]): Promise<FeedEvent[]> {
      const rows = await model.find({ eventId: { $in: [...ids] } }).lean<EventRow[]>();
      return rows.map(fromRow);
    },

    /** The oldest that is kept. */
    async first(): Promise<FeedEvent | null> {
      const row = await model.findOne(ALL).sort({ _id: 1 }).lean<EventRow>();
      return row && fromRow(row);
    },

    /** Forgets events before a place. */
    async forgetBefore(place: number): Promise<void> {
      await model.deleteMany({ _id: { $lt: place } });
    },
  };
}
