import { Schema } from 'mongoose';
import { insertRow, isDuplicateKey, type Connection } from '../../store/index.js';
import type { Login } from './login-state.js';

/** A login that a launch has used up, by its nonce. */
interface UsedLogin {
  readonly _id: string;
  readonly expiresAt: Date;
}

const schema = new Schema<UsedLogin>(
  { _id: String, expiresAt: { type: Date, required: true } },
  { versionKey: false, collection: 'lti_logins' },
);
// Kept a day longer than its state can be used, whatever the clocks of processes and store.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 });

export interface LoginStore {
  /** Uses a login up. @returns false where it was used before; of several launches one alone gets true */
  consume(login: Pick<Login, 'nonce' | 'expiresAt'>): Promise<boolean>;
}

/** @returns the store of logins that were used */
export function createLoginStore(connection: Connection): LoginStore {
  const model = connection.model<UsedLogin>('LtiLogin', schema);
  return {
    async consume({ nonce, expiresAt }) {
      try {
        await insertRow(model, { _id: nonce, expiresAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
