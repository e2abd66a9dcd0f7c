import { Schema, type Connection } from 'mongoose';
import type { Sealer } from '../base/index.js';

/** That an address does not take mail. */
export interface Bounce {
  readonly since: Date;
  /** The mail server's code, or who said so. */
  readonly reason: string;
}

interface BounceRow extends Bounce {
  _id: string;
  sealed: string;
}

const schema = new Schema<BounceRow>(
  {
    _id: { type: String, required: true },
    sealed: { type: String, required: true },
    since: { type: Date, required: true },
    reason: { type: String, required: true },
  },
  { collection: 'mail_bounces', versionKey: false },
);

const PURPOSE = 'mail-address';

/** Names an address without telling it; capitals make no other address here. */
export const addressKeyOf = (sealer: Pick<Sealer, 'digest'>, address: string): string =>
  sealer.digest(address.trim().toLowerCase(), PURPOSE);

export type BounceStore = ReturnType<typeof createBounceStore>;

/** Addresses that came back, each known by its digest; the address itself is sealed, for the day of a new master key. */
export function createBounceStore(connection: Connection, sealer: Sealer) {
  const model = connection.model<BounceRow>('MailBounce', schema);
  const keyOf = (address: string) => addressKeyOf(sealer, address);
  return {
    async find(address: string): Promise<Bounce | null> {
      const row = await model.findById(keyOf(address)).lean<BounceRow>();
      return row && { since: row.since, reason: row.reason };
    },
    /** Which of these addresses, by their keys, take no mail. */
    async findKeys(keys: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await model
        .find({ _id: { $in: [...keys] } })
        .select({ _id: 1 })
        .lean<BounceRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    /** Notes it; the first time counts. */
    async note(address: string, bounce: Bounce): Promise<void> {
      await model.bulkWrite([
        {
          updateOne: {
            filter: { _id: keyOf(address) },
            update: { $setOnInsert: { ...bounce, sealed: sealer.seal(address, PURPOSE) } },
            upsert: true,
          },
        },
      ]);
    },
    /** @returns whether it was noted */
    async remove(address: string): Promise<boolean> {
      return (await model.deleteOne({ _id: keyOf(address) })).deletedCount === 1;
    },
    /** Seals and names every address anew with the current master key. Gives how many were changed. */
    async reseal(): Promise<number> {
      let changed = 0;
      for await (const row of model.find().lean<BounceRow>().cursor()) {
        const { _id, sealed, ...bounce } = row;
        if (sealer.isCurrent(sealed)) continue;
        await this.note(sealer.open(sealed, PURPOSE).toString(), bounce);
        await model.deleteOne({ _id });
        changed += 1;
      }
      return changed;
    },
  };
}
