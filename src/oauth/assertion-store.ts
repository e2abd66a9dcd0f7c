import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import { isDuplicateKey, type Connection } from '../store/index.js';

interface AssertionRow {
  _id: string;
  expiresAt: Date;
}

const schema = new Schema<AssertionRow>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false, collection: 'oauth_assertions' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** @returns the store of assertions that were used: each is good once (RFC 7523, 3, item 7) */
export function createAssertionStore(connection: Connection) {
  const model = connection.model<AssertionRow>('OAuthAssertion', schema);
  return {
    /**
     * Uses an assertion up.
     * @param expiresAt until when its id is remembered: as long as it could be sent again
     * @returns false where it was used before
     */
    async use(clientId: string, jti: string, expiresAt: Date): Promise<boolean> {
      const _id = createHash('sha256')
        .update(JSON.stringify([clientId, jti]))
        .digest('base64url');
      try {
        await model.create({ _id, expiresAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
