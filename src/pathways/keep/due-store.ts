import { Schema } from 'mongoose';
import { orderedId, repeatUpsert, type Connection } from '../../store/index.js';

/** Somebody of a platform, of whom something was told. */
export interface DuePerson {
  readonly personId: string;
  readonly platformId: string;
  readonly userId: string;
}

/** A person who is to be looked at, with what tells a later telling from this one. */
export interface Due extends DuePerson {
  readonly mark: string;
}

interface DueRow extends Omit<Due, 'personId'> {
  _id: string;
  at: Date;
}

interface PlaceRow {
  _id: string;
  place: number;
}

const schema = new Schema<DueRow>(
  {
    // The person: however much is told of them, they are looked at once.
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    userId: { type: String, required: true },
    at: { type: Date, required: true },
    mark: { type: String, required: true },
  },
  { collection: 'pathway_dues', versionKey: false },
);
schema.index({ at: 1 });
schema.index({ platformId: 1 });

const places = new Schema<PlaceRow>(
  { _id: { type: String, required: true }, place: { type: Number, required: true } },
  { collection: 'pathway_places', versionKey: false },
);

const FEED = 'feed';

export type DueStore = ReturnType<typeof createDueStore>;

/** @returns the store of who is to be looked at, and up to where the feed was read */
export function createDueStore(connection: Connection) {
  const model = connection.model<DueRow>('PathwayDue', schema);
  const placeModel = connection.model<PlaceRow>('PathwayPlace', places);
  return {
    async add(persons: readonly DuePerson[], at: Date): Promise<void> {
      if (persons.length === 0) return;
      const mark = orderedId();
      const changes = persons.map(({ personId: _id, platformId, userId }) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { platformId, userId, mark }, $min: { at } },
          upsert: true,
        },
      }));
      await repeatUpsert(() => model.bulkWrite(changes, { ordered: false }));
    },

    /** The ones that wait longest. */
    async list(now: Date, limit: number): Promise<Due[]> {
      const rows = await model
        .find({ at: { $lte: now } })
        .sort({ at: 1 })
        .limit(limit)
        .lean<DueRow[]>();
      return rows.map(({ _id: personId, platformId, userId, mark }) => {
        return { personId, platformId, userId, mark };
      });
    },

    /** Somebody was looked at; where more was told of them meanwhile, they stay. */
    async done({ personId, mark }: Due): Promise<void> {
      await model.deleteOne({ _id: personId, mark });
    },

    async postpone({ personId, mark }: Due, at: Date): Promise<void> {
      await model.updateOne({ _id: personId, mark }, { $set: { at } });
    },

    async forgetPerson(personId: string): Promise<void> {
      await model.deleteOne({ _id: personId });
    },

    /** Up to where the feed was read; null where it was not yet. */
    async place(): Promise<number | null> {
      return (await placeModel.findById(FEED).lean<PlaceRow>())?.place ?? null;
    },

    async setPlace(place: number): Promise<void> {
      await placeModel.updateOne({ _id: FEED }, { $max: { place } }, { upsert: true });
    },
  };
}
