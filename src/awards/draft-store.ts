import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import type { Connection } from '../store/index.js';
import type { SetUpForm } from './set-up.js';

/** A badge that is being set up: everything that was typed, right or wrong. Has the id of the rule it becomes. */
export interface Draft {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly form: SetUpForm;
  readonly updatedAt: Date;
  /** Made at the first attempt to activate; a second attempt uses it again. */
  readonly achievementId?: string;
}

interface DraftRow extends Omit<Draft, 'id' | 'tenant'>, CourseKey {
  _id: string;
}

const schema = new Schema<DraftRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    form: { type: Schema.Types.Mixed, required: true },
    updatedAt: { type: Date, required: true },
    achievementId: String,
  },
  { versionKey: false, minimize: false, collection: 'rule_drafts' },
);
schema.index({ platformId: 1, contextId: 1, deploymentId: 1 });

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: DraftRow): Draft => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type DraftStore = ReturnType<typeof createDraftStore>;

export function createDraftStore(connection: Connection) {
  const model = connection.model<DraftRow>('RuleDraft', schema);
  return {
    async save({ id, tenant, ...rest }: Draft): Promise<void> {
      await model.updateOne(
        { _id: id, ...tenant },
        { $set: { ...tenant, ...rest } },
        { upsert: true },
      );
    },
    async get(tenant: CourseKey, id: string): Promise<Draft | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<DraftRow>();
      return row && fromRow(row);
    },
    async list(tenant: CourseKey): Promise<Draft[]> {
      const rows = await model
        .find({ ...tenant })
        .sort({ updatedAt: -1 })
        .lean<DraftRow[]>();
      return rows.map(fromRow);
    },
    async remove(tenant: CourseKey, id: string): Promise<void> {
      await model.deleteOne({ _id: id, ...tenant });
    },
  };
}
