import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';

/**
 * A verified launch whose browser is not proven to have begun the login: it waits for platform storage or the person's
 * consent.
 */
export interface PendingLaunch {
  /** The hash of the secret that the waiting page carries. */
  readonly id: string;
  readonly platformId: string;
  readonly state: string;
  /** The id_token's claims, sealed, since they are personal data. */
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
  /** Removes and returns a pending launch; it can be taken once. */
  take(id: string, now: Date): Promise<PendingLaunch | null>;
}

/** @returns the store of pending launches */
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
