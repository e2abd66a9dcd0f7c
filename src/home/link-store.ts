import { Schema, type Connection } from 'mongoose';
import type { Link, LinkKind } from './link.js';

interface LinkRow extends Omit<Link, 'tokenHash'> {
  _id: string;
}

const schema = new Schema<LinkRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    address: { type: String, required: true },
    homeId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'home_links', versionKey: false },
);
schema.index({ homeId: 1 });
// The database forgets links by itself; reading checks the time as well, for it does so only once a minute.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const fromRow = ({ _id, ...rest }: LinkRow): Link => ({ tokenHash: _id, ...rest });

export type LinkStore = ReturnType<typeof createLinkStore>;

/** @returns the store of links that were sent and not used */
export function createLinkStore(connection: Connection) {
  const model = connection.model<LinkRow>('HomeLink', schema);
  const open = (tokenHash: string, kind: LinkKind, now: Date) => ({
    _id: tokenHash,
    kind,
    expiresAt: { $gt: now },
  });
  return {
    async insert({ tokenHash, ...rest }: Link): Promise<void> {
      await model.create({ _id: tokenHash, ...rest });
    },

    /** Finds a link that still works, and leaves it working. */
    async find(tokenHash: string, kind: LinkKind, now: Date): Promise<Link | null> {
      const row = await model.findOne(open(tokenHash, kind, now)).lean<LinkRow>();
      return row && fromRow(row);
    },

    /** Uses a link up: of two who come at once one gets it. */
    async take(tokenHash: string, kind: LinkKind, now: Date): Promise<Link | null> {
      const row = await model.findOneAndDelete(open(tokenHash, kind, now)).lean<LinkRow>();
      return row && fromRow(row);
    },

    /** Ends every link of a home. */
    async removeAll(homeId: string): Promise<void> {
      await model.deleteMany({ homeId });
    },
  };
}
