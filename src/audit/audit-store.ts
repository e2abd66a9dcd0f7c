import { createHash } from 'node:crypto';
import { Schema, Types, type Connection } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import { duplicatesOf } from '../store/index.js';
import type { AuditEntry, AuditPlace, AuditQuery } from './audit.js';

const schema = new Schema<AuditEntry>(
  {
    at: { type: Date, required: true },
    actor: { type: String, required: true },
    action: { type: String, required: true },
    subject: { type: String, required: true },
    platformId: String,
    deploymentId: String,
    contextId: String,
    details: Schema.Types.Mixed,
  },
  { versionKey: false, minimize: false, collection: 'audit' },
);
// Each list is read in its order, newest first, and no further than its page.
schema.index({ at: -1, _id: -1 });
schema.index({ platformId: 1, at: -1, _id: -1 });
schema.index({ subject: 1, at: -1, _id: -1 });
schema.index({ action: 1, at: -1, _id: -1 });
schema.index({ platformId: 1, action: 1, at: -1, _id: -1 });
schema.index({ actor: 1, at: -1, _id: -1 });
schema.index({ platformId: 1, actor: 1, at: -1, _id: -1 });
// Whom it was done to, where that is a person.
schema.index(
  { 'details.personKey': 1, at: -1, _id: -1 },
  { partialFilterExpression: { 'details.personKey': { $exists: true } } },
);

/** An id that is the same for the same key. */
const idOf = (key: string): Types.ObjectId =>
  new Types.ObjectId(createHash('sha256').update(key).digest('hex').slice(0, 24));

type AuditRow = AuditEntry & { readonly _id: Types.ObjectId };

export function createAuditStore(connection: Connection) {
  const model = connection.model<AuditEntry>('AuditEntry', schema);
  const collection = connection.collection<AuditEntry>('audit');
  const read = async (filter: object, limit: number): Promise<AuditRow[]> =>
    limit < 1 ? [] : model.find(filter).sort({ at: -1, _id: -1 }).limit(limit).lean<AuditRow[]>();
  return {
    async insert(entry: AuditEntry): Promise<void> {
      await model.create(entry);
    },
    /**
     * Inserts entries, each with what it is known by: one that is there stays as it was. Straight to the driver: mongoose
     * would cast each of thousands once more.
     */
    async insertMany(
      entries: readonly (readonly [key: string, entry: AuditEntry])[],
    ): Promise<void> {
      if (entries.length === 0) return;
      const rows = entries.map(([key, entry]) => ({ ...entry, _id: idOf(key) }));
      await duplicatesOf(collection.insertMany(rows, { ordered: false }));
    },
    /** The newest first. An entry of the time of the last one of the page before is told by its id. */
    async page(query: AuditQuery): Promise<(AuditEntry & AuditPlace)[]> {
      const { from, until, after, limit = 100, personKey, ...named } = query;
      const equal = omitUndefined({ ...named, 'details.personKey': personKey });
      const end = after?.at ?? until;
      const range = omitUndefined({ $gte: from, $lt: end });
      const at = Object.keys(range).length > 0 ? range : undefined;
      const same =
        after === undefined
          ? []
          : await read({ ...equal, at: after.at, _id: { $lt: after.id } }, limit);
      const older = await read(omitUndefined({ ...equal, at }), limit - same.length);
      return [...same, ...older].map(({ _id, ...entry }) => ({ ...entry, id: _id.toHexString() }));
    },
  };
}
