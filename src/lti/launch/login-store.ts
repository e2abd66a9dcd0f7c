import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';

/** A login that was begun: what the launch that answers it must match (IMS Security 1.1, 5.1.1.2). */
export interface Login {
  readonly state: string;
  readonly nonce: string;
  readonly platformId: string;
  /** The frame LTI platform storage is in, if the platform offered one (LTI OIDC Login with Client Side postMessages). */
  readonly storageTarget?: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** A login as it is kept. */
export interface FoundLogin extends Login {
  /** A launch has answered it. */
  readonly isConsumed: boolean;
}

type LoginRecord = Omit<Login, 'state'> & { readonly _id: string; readonly consumedAt?: Date };

const schema = new Schema<LoginRecord>(
  {
    _id: String,
    nonce: { type: String, required: true },
    platformId: { type: String, required: true },
    storageTarget: String,
    begunAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    consumedAt: Date,
  },
  { versionKey: false, collection: 'lti_logins' },
);
// Kept a day longer than it can be used, so that a replay is told as one.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 });

export interface LoginStore {
  begin(login: Login): Promise<void>;
  find(state: string): Promise<FoundLogin | null>;
  /** Uses a login up. Gives false when it was used already or is over: one launch alone gets true. */
  consume(state: string, now: Date): Promise<boolean>;
}

export function createLoginStore(connection: Connection): LoginStore {
  const model = connection.model<LoginRecord>('LtiLogin', schema);
  return {
    async begin({ state, ...login }) {
      await model.create({ _id: state, ...login });
    },
    async find(state) {
      const found = await model.findById(state).lean<LoginRecord>();
      if (!found) return null;
      const { _id, consumedAt, ...login } = found;
      return { state: _id, ...login, isConsumed: consumedAt !== undefined };
    },
    async consume(state, now) {
      const before = await model.findOneAndUpdate(
        { _id: state, consumedAt: { $exists: false }, expiresAt: { $gt: now } },
        { $set: { consumedAt: now } },
      );
      return before !== null;
    },
  };
}
