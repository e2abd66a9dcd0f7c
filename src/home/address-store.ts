import { Schema, type Connection } from 'mongoose';
import { randomId } from '../base/index.js';
import { repeatUpsert } from '../store/index.js';

/** A mail address that a link proved. A home is the addresses that name it: there is no other record of it. */
export interface HomeAddress {
  /** As it was typed. */
  readonly address: string;
  readonly homeId: string;
  readonly confirmedAt: Date;
}

interface AddressRow extends HomeAddress {
  /** The address in the form in which addresses are compared: this index decides whose an address is. */
  _id: string;
}

const schema = new Schema<AddressRow>(
  {
    _id: { type: String, required: true },
    address: { type: String, required: true },
    homeId: { type: String, required: true },
    confirmedAt: { type: Date, required: true },
  },
  { collection: 'home_addresses', versionKey: false },
);
schema.index({ homeId: 1, confirmedAt: 1 });

const fromRow = ({ _id, ...rest }: AddressRow): HomeAddress => rest;

export type AddressStore = ReturnType<typeof createAddressStore>;

/** @returns the store of the addresses of homes */
export function createAddressStore(connection: Connection) {
  const model = connection.model<AddressRow>('HomeAddress', schema);
  return {
    async find(key: string): Promise<HomeAddress | null> {
      const row = await model.findById(key).lean<AddressRow>();
      return row && fromRow(row);
    },

    /**
     * Finds the home of an address, or opens one.
     * @param homeId the home that an address of nobody's is put to; absent: a new one
     */
    async open(key: string, address: string, at: Date, homeId?: string): Promise<HomeAddress> {
      const fresh = { address, homeId: homeId ?? randomId(), confirmedAt: at };
      const row = await repeatUpsert(() =>
        model
          .findOneAndUpdate(
            { _id: key },
            { $setOnInsert: fresh },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<AddressRow>()
          .exec(),
      );
      return fromRow(row);
    },

    /** Lists a home's addresses, the oldest first; none: there is no such home. */
    async list(homeId: string): Promise<HomeAddress[]> {
      const rows = await model.find({ homeId }).sort({ confirmedAt: 1 }).lean<AddressRow[]>();
      return rows.map(fromRow);
    },

    /** Gives a home's addresses to another home. */
    async pass(from: string, to: string): Promise<void> {
      await model.updateMany({ homeId: from }, { $set: { homeId: to } });
    },

    /** Removes one address of a home. */
    async remove(homeId: string, key: string): Promise<void> {
      await model.deleteOne({ _id: key, homeId });
    },

    async removeAll(homeId: string): Promise<void> {
      await model.deleteMany({ homeId });
    },
  };
}
