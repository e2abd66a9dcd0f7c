import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';

/** A login that was begun, with what the launch that answers it must match (IMS Security 1.1, 5.1.1.2). */
export interface Login {
  readonly state: string;
  readonly nonce: string;
  readonly platformId: string;
  /**
   * The frame of the platform's storage, where the platform offered one (LTI OIDC Login with Client Side postMessages).
   */
  readonly storageTarget?: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** A login as it is stored. */
export interface FoundLogin extends Login {
  /** Whether a launch has consumed the login. */
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
// A login is kept a day longer than it can be used, so that a replay is recognised as one.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 });

export interface LoginStore {
  begin(login: Login): Promise<void>;
  find(state: string): Promise<FoundLogin | null>;
  /**
   * Consumes a login. @returns false where it was consumed before or is expired; of several launches one alone gets
   * true
   */
  consume(state: string, now: Date): Promise<boolean>;
}

/** @returns the store of logins */
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
