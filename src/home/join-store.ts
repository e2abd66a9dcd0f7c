import { Schema, type Connection } from 'mongoose';
import { randomId } from '../base/index.js';
import { repeatUpsert } from '../store/index.js';

/** That a person of a learning platform wants their badges in a home. A person is in one home at most. */
export interface Join {
  readonly personId: string;
  readonly homeId: string;
  readonly joinedAt: Date;
}

interface JoinRow extends Join {
  _id: string;
}

const schema = new Schema<JoinRow>(
  {
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    homeId: { type: String, required: true },
    joinedAt: { type: Date, required: true },
  },
  { collection: 'home_joins', versionKey: false },
);
schema.index({ personId: 1 }, { unique: true });
schema.index({ homeId: 1, joinedAt: 1 });

const fromRow = ({ _id, ...rest }: JoinRow): Join => rest;

export type JoinStore = ReturnType<typeof createJoinStore>;

/**
 * @param onChanged called when somebody has come into a home
 * @returns the store of who is in which home
 */
export function createJoinStore(
  connection: Connection,
  onChanged: (homeId: string) => Promise<void> = () => Promise.resolve(),
) {
  const model = connection.model<JoinRow>('HomeJoin', schema);
  return {
    async find(personId: string): Promise<Join | null> {
      const row = await model.findOne({ personId }).lean<JoinRow>();
      return row && fromRow(row);
    },

    /** Puts a person into a home, out of the one they were in. @returns the home that they were in, where there was one */
    async put({ personId, homeId, joinedAt }: Join): Promise<string | undefined> {
      const before = await repeatUpsert<JoinRow | null>(() =>
        model
          .findOneAndUpdate(
            { personId },
            { $set: { homeId, joinedAt }, $setOnInsert: { _id: randomId() } },
            { upsert: true, returnDocument: 'before' },
          )
          .lean<JoinRow>()
          .exec(),
      );
      await onChanged(homeId);
      return before?.homeId;
    },

    async list(homeId: string): Promise<Join[]> {
      const rows = await model.find({ homeId }).sort({ joinedAt: 1 }).lean<JoinRow[]>();
      return rows.map(fromRow);
    },

    /** Gives those of a home to another home. */
    async pass(from: string, to: string): Promise<void> {
      await model.updateMany({ homeId: from }, { $set: { homeId: to } });
      await onChanged(to);
    },

    /** @param homeId the home that the person has to be in; absent: whichever it is. @returns false where they were not */
    async remove(personId: string, homeId?: string): Promise<boolean> {
      const filter = homeId === undefined ? { personId } : { personId, homeId };
      return (await model.deleteOne(filter)).deletedCount === 1;
    },

    async removeAll(homeId: string): Promise<void> {
      await model.deleteMany({ homeId });
    },
  };
}
