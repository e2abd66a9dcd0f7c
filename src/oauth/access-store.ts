import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';

/** An access token that a client got: of the token itself the hash alone is kept. */
export interface Access {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

interface AccessRow extends Access {
  _id: string;
}

const schema = new Schema<AccessRow>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    scopes: { type: [String], required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'oauth_access_tokens' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** @returns the store of access tokens; each goes by itself when it is over */
export function createAccessStore(connection: Connection) {
  const model = connection.model<AccessRow>('OAuthAccessToken', schema);
  return {
    async insert(hash: string, access: Access): Promise<void> {
      await model.create({ _id: hash, ...access });
    },
    async find(hash: string): Promise<Access | null> {
      return model.findOne({ _id: hash }).lean<AccessRow>();
    },
    /** Ends a token, where it is this client's. */
    async remove(hash: string, clientId: string): Promise<void> {
      await model.deleteOne({ _id: hash, clientId });
    },
  };
}

export type AccessStore = ReturnType<typeof createAccessStore>;
