import { Schema, type Connection } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { AuditEntry, AuditQuery } from './audit.js';

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

export function createAuditStore(connection: Connection) {
  const model = connection.model<AuditEntry>('AuditEntry', schema);
  return {
    async insert(entry: AuditEntry): Promise<void> {
      await model.create(entry);
    },
    async list(query: AuditQuery): Promise<AuditEntry[]> {
      const { before, limit = 100, ...equal } = query;
      const found = await model
        .find(omitUndefined({ ...equal, at: before === undefined ? undefined : { $lt: before } }))
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .select('-_id')
        .lean();
      return found;
    },
  };
}
