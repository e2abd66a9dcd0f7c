import { omitUndefined } from '../base/index.js';
import { Schema } from 'mongoose';
import { isDuplicateKey, readBacklog, type Backlog, type Connection } from '../store/index.js';

/** A platform that is left alone by every worker: it does not answer, or it asked for patience. */
export interface PlatformPause {
  readonly platformId: string;
  readonly since: Date;
  /** Nobody asks the platform before; then one course probes it for all. */
  readonly until: Date;
  /** How often one course has asked for all, in vain. */
  readonly tries: number;
}

interface PauseRow extends Omit<PlatformPause, 'platformId'> {
  readonly _id: string;
}

const schema = new Schema<PauseRow>(
  {
    _id: { type: String, required: true },
    since: { type: Date, required: true },
    until: { type: Date, required: true },
    tries: { type: Number, required: true },
  },
  { versionKey: false, collection: 'platform_pauses' },
);
// What nobody has asked about for so long belongs to a platform that is gone; the search itself compares `until`.
schema.index({ until: 1 }, { expireAfterSeconds: 7 * 86_400 });

const fromRow = ({ _id, ...rest }: PauseRow): PlatformPause => ({ platformId: _id, ...rest });

export type PlatformPauseStore = ReturnType<typeof createPlatformPauseStore>;

export function createPlatformPauseStore(connection: Connection) {
  const model = connection.model<PauseRow>('PlatformPause', schema);
  return {
    async list(): Promise<PlatformPause[]> {
      return (await model.find().lean<PauseRow[]>()).map(fromRow);
    },

    async isHeld(platformId: string, now: Date): Promise<boolean> {
      return (await model.exists({ _id: platformId, until: { $gt: now } })) !== null;
    },

    /**
     * Begins a pause where there is none; one that goes on is made longer, never shorter, when `longer` says so.
     * @returns whether it begins
     */
    async begin(platformId: string, now: Date, until: Date, longer: boolean): Promise<boolean> {
      const fresh = omitUndefined({ since: now, tries: 0, until: longer ? undefined : until });
      const change = omitUndefined({ $setOnInsert: fresh, $max: longer ? { until } : undefined });
      try {
        const done = await model.updateOne({ _id: platformId }, change, { upsert: true });
        return done.upsertedCount === 1;
      } catch (error) {
        // Another worker was first to begin it.
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },

    /** Takes the turn to ask for all: one worker gets it, and the next turn is at `until`, whatever becomes of this one. */
    async takeTurn(pause: PlatformPause, until: Date): Promise<boolean> {
      const { platformId: _id, until: seen } = pause;
      const update = { $set: { until }, $inc: { tries: 1 } };
      return (await model.updateOne({ _id, until: seen }, update)).modifiedCount === 1;
    },

    /** Platforms that are left alone. */
    backlog: (): Promise<Backlog> =>
      readBacklog(connection.collection('platform_pauses'), {}, 'since'),

    /** @returns the pause that is over now; null when there was none, or another worker ended it */
    async end(platformId: string): Promise<PlatformPause | null> {
      const row = await model.findOneAndDelete({ _id: platformId }).lean<PauseRow>();
      return row && fromRow(row);
    },
  };
}
