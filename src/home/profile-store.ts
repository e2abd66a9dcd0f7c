import { Schema, type Connection } from 'mongoose';
import { randomId } from '../base/index.js';
import { repeatUpsert } from '../store/index.js';

/** What a person wants a page of their own to show; there is no such page until it is switched on. */
export interface Profile {
  readonly homeId: string;
  /** In the page's address: 128 random bits. */
  readonly pageId: string;
  readonly isOn: boolean;
  /** As the person typed it; nobody vouches for it. */
  readonly name: string;
  /** Whether search engines may list it. */
  readonly isIndexed: boolean;
  /** The awards whose badges were chosen, by id. */
  readonly awards: readonly string[];
  /** The kept badges of other issuers that were chosen, by id; absent in profiles of earlier versions. */
  readonly foreign?: readonly string[];
  /** The pathways that were chosen, by id; absent in profiles of earlier versions. */
  readonly pathways?: readonly string[];
}

interface ProfileRow extends Omit<Profile, 'homeId' | 'awards' | 'foreign' | 'pathways'> {
  /** The home. */
  _id: string;
  awards: string[];
  foreign?: string[];
  pathways?: string[];
}

const schema = new Schema<ProfileRow>(
  {
    _id: { type: String, required: true },
    pageId: { type: String, required: true },
    isOn: { type: Boolean, required: true },
    name: String,
    isIndexed: { type: Boolean, required: true },
    awards: { type: [String], required: true },
    foreign: { type: [String], default: undefined },
    pathways: { type: [String], default: undefined },
  },
  { collection: 'home_profiles', versionKey: false },
);
schema.index({ pageId: 1 }, { unique: true });

const fromRow = ({ _id, ...rest }: ProfileRow): Profile => ({ homeId: _id, ...rest });

export type ProfileStore = ReturnType<typeof createProfileStore>;

/** @returns the store of profiles */
export function createProfileStore(connection: Connection) {
  const model = connection.model<ProfileRow>('HomeProfile', schema);
  return {
    async find(homeId: string): Promise<Profile | null> {
      const row = await model.findById(homeId).lean<ProfileRow>();
      return row && fromRow(row);
    },

    /** Finds the profile at an address; null where it is switched off. */
    async findShown(pageId: string): Promise<Profile | null> {
      const row = await model.findOne({ pageId, isOn: true }).lean<ProfileRow>();
      return row && fromRow(row);
    },

    /** Keeps what is shown; the page keeps its address, or gets one. */
    async save(homeId: string, shown: Omit<Profile, 'homeId' | 'pageId'>): Promise<Profile> {
      const set = {
        ...shown,
        awards: [...shown.awards],
        foreign: [...(shown.foreign ?? [])],
        pathways: [...(shown.pathways ?? [])],
      };
      const row = await repeatUpsert(() =>
        model
          .findOneAndUpdate(
            { _id: homeId },
            { $set: set, $setOnInsert: { pageId: randomId() } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<ProfileRow>()
          .exec(),
      );
      return fromRow(row);
    },

    /** Gives the page another address; the one before leads nowhere. */
    async move(homeId: string): Promise<void> {
      await model.updateOne({ _id: homeId }, { $set: { pageId: randomId() } });
    },

    async remove(homeId: string): Promise<void> {
      await model.deleteOne({ _id: homeId });
    },
  };
}
