import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Client } from './client.js';
import type { TokensOf } from './token-store.js';

interface ClientRow extends Omit<Client, 'id'> {
  _id: string;
  hash?: string;
}

const schema = new Schema<ClientRow>(
  {
    _id: { type: String, required: true },
    hash: String,
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    platformId: { type: String, default: null },
    deploymentId: { type: String, default: null },
    proof: { type: String, required: true },
    jwks: Schema.Types.Mixed,
    jwksUri: String,
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: Date,
    revokedAt: Date,
  },
  { versionKey: false, collection: 'oauth_clients' },
);
schema.index({ createdAt: -1 });
schema.index({ platformId: 1, createdAt: -1 });

const fromRow = ({ _id, hash: _hash, ...rest }: ClientRow): Client => ({ id: _id, ...rest });

/** How many clients a list shows. */
const MOST = 200;

/** @returns the store of clients */
export function createClientStore(connection: Connection) {
  const model = connection.model<ClientRow>('OAuthClient', schema);
  return {
    /** @param hash of its secret, where it has one */
    async insert({ id, ...client }: Client, hash: string | undefined): Promise<void> {
      await model.create(omitUndefined({ _id: id, hash, ...client }));
    },
    async find(id: string): Promise<{ client: Client; hash: string | undefined } | null> {
      const row = await model.findOne({ _id: id }).lean<ClientRow>();
      return row && { client: fromRow(row), hash: row.hash };
    },
    /** The newest first; null: all. */
    async list(within: TokensOf): Promise<Client[]> {
      const filter = within ?? {};
      const rows = await model.find(filter).sort({ createdAt: -1 }).limit(MOST).lean<ClientRow[]>();
      return rows.map(fromRow);
    },
    /** Notes a use, unless one as late was noted. */
    async noteUse(id: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { lastUsedAt: at } });
    },
    /** @returns false where there is no such client of theirs, or it was revoked before */
    async revoke(id: string, within: TokensOf, at: Date): Promise<boolean> {
      const revoked = await model.updateOne(
        { _id: id, ...within, revokedAt: { $exists: false } },
        { $set: { revokedAt: at } },
      );
      return revoked.modifiedCount === 1;
    },
  };
}

export type ClientStore = ReturnType<typeof createClientStore>;
