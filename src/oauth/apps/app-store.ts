import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import type { App } from './app.js';

interface AppRow extends Omit<App, 'id'> {
  _id: string;
  hash: string;
  /** When it goes by itself: soon where nobody has let it do anything, later with each use. */
  expiresAt: Date;
}

const schema = new Schema<AppRow>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    name: { type: String, required: true },
    uri: { type: String, required: true },
    termsUri: String,
    policyUri: String,
    redirectUris: { type: [String], required: true },
    scopes: { type: [String], required: true },
    registeredAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'oauth_apps' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type AppStore = ReturnType<typeof createAppStore>;

/** @returns the store of apps that registered themselves; of secrets the hash alone is kept */
export function createAppStore(connection: Connection) {
  const model = connection.model<AppRow>('OAuthApp', schema);
  return {
    async insert({ id, ...app }: App, hash: string, expiresAt: Date): Promise<void> {
      await model.create(omitUndefined({ ...app, _id: id, hash, expiresAt }));
    },
    async find(id: string): Promise<{ app: App; hash: string } | null> {
      const row = await model.findOne({ _id: id }).lean<AppRow>();
      if (row === null) return null;
      const { _id, hash, name, uri, termsUri, policyUri, redirectUris, scopes, registeredAt } = row;
      const known = { id: _id, name, uri, redirectUris, scopes, registeredAt };
      return { app: omitUndefined({ ...known, termsUri, policyUri }), hash };
    },
    /** It is used: it stays until then at least. */
    async keep(id: string, until: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { expiresAt: until } });
    },
  };
}
