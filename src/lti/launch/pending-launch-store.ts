import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';

/** A verified launch that could not be tied to the browser's login yet: it waits for platform storage or a person's yes. */
export interface PendingLaunch {
  /** Hash of the secret that the waiting page carries. */
  readonly id: string;
  readonly platformId: string;
  readonly state: string;
  /** The id_token's claims, sealed: personal data that nobody has answered for yet. */
  readonly sealedClaims: string;
  readonly expiresAt: Date;
}

type HeldRecord = Omit<PendingLaunch, 'id'> & { readonly _id: string };

const schema = new Schema<HeldRecord>(
  {
    _id: String,
    platformId: { type: String, required: true },
    state: { type: String, required: true },
    sealedClaims: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'lti_held_launches' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export interface PendingLaunchStore {
  hold(launch: PendingLaunch): Promise<void>;
  /** Takes a held launch out: it can be had once. */
  take(id: string, now: Date): Promise<PendingLaunch | null>;
}

export function createPendingLaunchStore(connection: Connection): PendingLaunchStore {
  const model = connection.model<HeldRecord>('LtiHeldLaunch', schema);
  return {
    async hold({ id, ...launch }) {
      await model.create({ _id: id, ...launch });
    },
    async take(id, now) {
      const found = await model
        .findOneAndDelete({ _id: id, expiresAt: { $gt: now } })
        .lean<HeldRecord>();
      if (!found) return null;
      const { _id, ...launch } = found;
      return { id: _id, ...launch };
    },
  };
}
