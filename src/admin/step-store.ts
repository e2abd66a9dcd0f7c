import { Schema } from 'mongoose';
import type { Clock } from '../base/index.js';
import { repeatUpsert, type Connection } from '../store/index.js';

interface StepRecord {
  readonly _id: string;
  readonly tickedAt: Date;
}

const schema = new Schema<StepRecord>(
  { _id: String, tickedAt: { type: Date, required: true } },
  { versionKey: false, collection: 'admin_steps' },
);

/** What administrators have ticked as done, which Laurel cannot see for itself. */
export interface StepStore {
  /** @returns when it was ticked; null where it is not */
  find(id: string): Promise<Date | null>;
  tick(id: string): Promise<void>;
  untick(id: string): Promise<void>;
}

/** @returns the store of ticked steps */
export function createStepStore(connection: Connection, clock: Clock): StepStore {
  const model = connection.model<StepRecord>('AdminStep', schema);
  return {
    async find(id) {
      return (await model.findById(id).lean<StepRecord>())?.tickedAt ?? null;
    },
    async tick(id) {
      const set = { $set: { tickedAt: clock.now() } };
      await repeatUpsert(() => model.updateOne({ _id: id }, set, { upsert: true }));
    },
    async untick(id) {
      await model.deleteOne({ _id: id });
    },
  };
}
