import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';
import type { ApiToken } from './token.js';

interface TokenRow extends Omit<ApiToken, 'id'> {
  _id: string;
  hash: string;
}

const schema = new Schema<TokenRow>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    platformId: { type: String, default: null },
    deploymentId: { type: String, default: null },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: Date,
    revokedAt: Date,
  },
  { versionKey: false, collection: 'api_tokens' },
);
schema.index({ hash: 1 }, { unique: true });
schema.index({ createdAt: -1 });
schema.index({ platformId: 1, createdAt: -1 });

const fromRow = ({ _id, hash: _hash, ...rest }: TokenRow): ApiToken => ({ id: _id, ...rest });

/** Whose tokens: those of a platform, of one of its deployments, or all (null). */
export type TokensOf = { readonly platformId: string; readonly deploymentId?: string } | null;

/** How many tokens a list shows. */
const MOST = 200;

/** @returns the store of API tokens */
export function createTokenStore(connection: Connection) {
  const model = connection.model<TokenRow>('ApiToken', schema);
  return {
    async insert({ id, ...token }: ApiToken, hash: string): Promise<void> {
      await model.create({ _id: id, hash, ...token });
    },
    async findByHash(hash: string): Promise<ApiToken | null> {
      const row = await model.findOne({ hash }).lean<TokenRow>();
      return row && fromRow(row);
    },
    /** The newest first; null: all. */
    async list(within: TokensOf): Promise<ApiToken[]> {
      const filter = within ?? {};
      const rows = await model.find(filter).sort({ createdAt: -1 }).limit(MOST).lean<TokenRow[]>();
      return rows.map(fromRow);
    },
    /** Notes a use, unless one as late was noted. */
    async noteUse(id: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { lastUsedAt: at } });
    },
    /** @returns false where there is no such token of theirs, or it was revoked before */
    async revoke(id: string, within: TokensOf, at: Date): Promise<boolean> {
      const filter = { _id: id, ...within };
      const revoked = await model.updateOne(
        { ...filter, revokedAt: { $exists: false } },
        { $set: { revokedAt: at } },
      );
      return revoked.modifiedCount === 1;
    },
  };
}
