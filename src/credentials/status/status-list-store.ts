import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../store/index.js';
import type { IssuerIdentity } from '../issuer/issuer.js';
import { LIST_FULL_AT } from './status-list.js';

/** A status list as it is stored: its issuer, its secret seed, and how many places are taken. */
export interface StatusListRecord {
  readonly id: string;
  readonly issuerId: string;
  /** The identity that signs the list, which is the one that its badges name. */
  readonly controller?: string;
  readonly seed: string;
  readonly given: number;
  readonly isOpen: boolean;
  readonly createdAt: Date;
}

type Stored = Omit<StatusListRecord, 'id'> & { _id: string };

const schema = new Schema<Stored>(
  {
    _id: String,
    issuerId: { type: String, required: true },
    controller: String,
    seed: { type: String, required: true },
    given: { type: Number, required: true },
    isOpen: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'statusLists', versionKey: false },
);
// One open list for each issuer: of two processes that find the last one full, one opens the next.
schema.index({ issuerId: 1 }, { unique: true, partialFilterExpression: { isOpen: true } });
schema.index({ issuerId: 1, _id: 1 });

const plain = ({ _id, ...rest }: Stored): StatusListRecord => ({ id: _id, ...rest });

export type StatusListStore = ReturnType<typeof createStatusListStore>;

/** @returns the store of status lists */
export function createStatusListStore(connection: Connection) {
  const Lists = connection.model<Stored>('StatusList', schema);
  const idsOf = async (issuerId: string): Promise<string[]> =>
    (await Lists.find({ issuerId }).select('_id').lean<Pick<Stored, '_id'>[]>()).map(
      ({ _id }) => _id,
    );
  return {
    /** @returns the ids of every list that an issuer ever had */
    idsOf,
    find: async (id: string): Promise<StatusListRecord | null> => {
      const found = await Lists.findById(id).lean<Stored>();
      return found && plain(found);
    },
    /** Takes `count` places of the identity's open list in one step. @returns the list, whose `given` includes them */
    take: async (
      { id: issuerId, profileId: controller }: IssuerIdentity,
      count: number,
    ): Promise<StatusListRecord | null> => {
      const found = await Lists.findOneAndUpdate(
        { issuerId, controller, isOpen: true, given: { $lt: LIST_FULL_AT } },
        { $inc: { given: count } },
        { returnDocument: 'after' },
      ).lean<Stored>();
      return found && plain(found);
    },
    /** Closes the issuer's open list where it is full, or belongs to an identity that the issuer no longer has. */
    closeUnfit: async ({ id: issuerId, profileId }: IssuerIdentity): Promise<void> => {
      await Lists.updateMany(
        {
          issuerId,
          isOpen: true,
          $or: [{ given: { $gte: LIST_FULL_AT } }, { controller: { $ne: profileId } }],
        },
        { isOpen: false },
      );
    },
    /** Opens a list, unless another process has just done so. */
    open: async ({ id, ...rest }: StatusListRecord): Promise<void> => {
      try {
        await Lists.create({ _id: id, ...rest });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
}
