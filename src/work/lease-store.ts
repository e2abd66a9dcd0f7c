import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../store/index.js';

interface LeaseRecord {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

const schema = new Schema<LeaseRecord>(
  { _id: String, holder: { type: String, required: true }, until: { type: Date, required: true } },
  { versionKey: false, collection: 'leases' },
);
// Long after it ran out nobody needs the record; the search itself compares `until`.
schema.index({ until: 1 }, { expireAfterSeconds: 86_400 });

export function createLeaseStore(connection: Connection) {
  const model = connection.model<LeaseRecord>('Lease', schema);
  return {
    /** Takes the lease when nobody holds it, it ran out, or `holder` has it already. One atomic step; `_id` decides. */
    async take(key: string, holder: string, now: Date, until: Date): Promise<boolean> {
      try {
        await model.findOneAndUpdate(
          { _id: key, $or: [{ until: { $lte: now } }, { holder }] },
          { $set: { holder, until } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Prolongs a lease that is still `holder`'s. Gives false when somebody else has taken it. */
    async prolong(key: string, holder: string, until: Date): Promise<boolean> {
      const result = await model.updateOne({ _id: key, holder }, { $set: { until } });
      return result.matchedCount === 1;
    },
    async release(key: string, holder: string): Promise<void> {
      await model.deleteOne({ _id: key, holder });
    },
  };
}
