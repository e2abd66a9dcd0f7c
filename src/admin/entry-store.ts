import { createHash, randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';

interface EntryRecord {
  readonly _id: string;
  readonly expiresAt: Date;
}

const schema = new Schema<EntryRecord>(
  { _id: String, expiresAt: { type: Date, required: true } },
  { versionKey: false, collection: 'admin_entries' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The store of one-time links into the operator's pages. Of a link's secret only the hash is kept. */
export interface EntryStore {
  create(lifeMs: number): Promise<string>;
  /** Uses a link up. @returns false for one that is unknown, used or expired */
  take(secret: string): Promise<boolean>;
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** @returns the store of one-time links */
export function createEntryStore(connection: Connection, clock: Clock): EntryStore {
  const model = connection.model<EntryRecord>('AdminEntry', schema);
  return {
    async create(lifeMs) {
      const secret = randomBytes(24).toString('base64url');
      const expiresAt = new Date(clock.now().getTime() + lifeMs);
      await model.create({ _id: hash(secret), expiresAt });
      return secret;
    },
    async take(secret) {
      const taken = await model.findOneAndDelete({
        _id: hash(secret),
        expiresAt: { $gt: clock.now() },
      });
      return taken !== null;
    },
  };
}
