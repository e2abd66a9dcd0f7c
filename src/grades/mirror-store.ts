import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';
import type { CourseKey } from './grade.js';
import type { Mirror } from './mirror.js';

interface MirrorRow extends Omit<Mirror, 'id' | 'tenant'>, CourseKey {
  _id: string;
}

const schema = new Schema<MirrorRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    lineItemId: { type: String, required: true },
    activity: { type: String, required: true },
    maximum: { type: String, required: true },
    statedMaximum: String,
    confirmedMaximum: String,
    confirmedAt: Date,
    firstValueAt: Date,
    seen: Schema.Types.Mixed,
    doubt: Schema.Types.Mixed,
    staleSince: Date,
    notices: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, minimize: false, collection: 'mirror_columns' },
);
schema.index({ platformId: 1, contextId: 1, deploymentId: 1 });

const keyOf = ({ platformId, deploymentId, contextId }: CourseKey): CourseKey => ({
  platformId,
  deploymentId,
  contextId,
});

/** @returns the id of a mirror: the same for the same column, so that two workers cannot store it twice */
export const mirrorId = (course: CourseKey, lineItemId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([course.platformId, course.deploymentId, course.contextId, lineItemId]))
    .digest('base64url')
    .slice(0, 22);

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: MirrorRow): Mirror => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type MirrorStore = ReturnType<typeof createMirrorStore>;

/** @returns the store of mirror columns */
export function createMirrorStore(connection: Connection) {
  const model = connection.model<MirrorRow>('MirrorColumn', schema);
  return {
    /** Inserts a mirror; one that is there stays as it is. */
    async insert({ id, tenant, ...rest }: Mirror): Promise<void> {
      const row = { ...keyOf(tenant), ...rest };
      await model.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
    },
    async get(course: CourseKey, id: string): Promise<Mirror | null> {
      const row = await model.findOne({ _id: id, ...keyOf(course) }).lean<MirrorRow>();
      return row && fromRow(row);
    },
    async list(course: CourseKey): Promise<Mirror[]> {
      const rows = await model.find(keyOf(course)).sort({ activity: 1 }).lean<MirrorRow[]>();
      return rows.map(fromRow);
    },
    async note(
      id: string,
      set: Partial<Pick<Mirror, 'firstValueAt' | 'seen' | 'doubt' | 'notices'>>,
    ): Promise<void> {
      await model.updateOne({ _id: id }, { $set: set });
    },
    async confirm(course: CourseKey, id: string, maximum: string, at: Date): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, ...keyOf(course) },
        { $set: { confirmedMaximum: maximum, confirmedAt: at }, $unset: { doubt: '' } },
      );
      return result.matchedCount === 1;
    },
    /** Marks every mirror of the course as out of date from a moment on. */
    async markStale(course: CourseKey, since: Date): Promise<void> {
      await model.updateMany(keyOf(course), { $set: { staleSince: since } });
    },
    /** @returns whether any column of the course waited */
    async markFresh(course: CourseKey): Promise<boolean> {
      const doubtful = { ...keyOf(course), staleSince: { $exists: true } };
      const { modifiedCount } = await model.updateMany(doubtful, { $unset: { staleSince: '' } });
      return modifiedCount > 0;
    },
  };
}
