import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import type { ScoreOutcome } from '../lti/index.js';
import type { Connection } from '../store/index.js';

/** A gradebook column of the tool's own that shows one badge. Has the id of its rule. */
export interface BadgeColumn {
  readonly ruleId: string;
  readonly tenant: CourseKey;
  readonly lineItemUrl: string;
  readonly label: string;
  /** Why the last scores could not be sent, in words. */
  readonly problem?: string;
}

/** What became of an award's score. `kept`: there was a grade already, and it stays. */
export type SentOutcome = ScoreOutcome | 'kept';

interface ColumnRow extends Omit<BadgeColumn, 'ruleId' | 'tenant'>, CourseKey {
  _id: string;
}

interface SentRow {
  _id: string;
  ruleId: string;
  outcome: SentOutcome;
}

const columnSchema = new Schema<ColumnRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    lineItemUrl: { type: String, required: true },
    label: { type: String, required: true },
    problem: String,
  },
  { versionKey: false, collection: 'badge_columns' },
);

const sentSchema = new Schema<SentRow>(
  {
    _id: { type: String, required: true },
    ruleId: { type: String, required: true },
    outcome: { type: String, required: true },
  },
  { versionKey: false, collection: 'badge_column_scores' },
);
sentSchema.index({ ruleId: 1 });

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  ...rest
}: ColumnRow): BadgeColumn => ({
  ruleId: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type BadgeColumnStore = ReturnType<typeof createBadgeColumnStore>;

export function createBadgeColumnStore(connection: Connection) {
  const columns = connection.model<ColumnRow>('BadgeColumn', columnSchema);
  const sent = connection.model<SentRow>('BadgeColumnScore', sentSchema);
  return {
    async get(tenant: CourseKey, ruleId: string): Promise<BadgeColumn | null> {
      const row = await columns.findOne({ _id: ruleId, ...tenant }).lean<ColumnRow>();
      return row && fromRow(row);
    },
    async list(): Promise<BadgeColumn[]> {
      return (await columns.find({}).sort({ _id: 1 }).lean<ColumnRow[]>()).map(fromRow);
    },
    async save({ ruleId, tenant, ...rest }: BadgeColumn): Promise<void> {
      const row = { _id: ruleId, ...tenant, ...rest };
      await columns.replaceOne({ _id: ruleId }, row, { upsert: true });
    },
    async remove(ruleId: string): Promise<void> {
      await sent.deleteMany({ ruleId });
      await columns.deleteOne({ _id: ruleId });
    },
    /** The keys of the awards whose score has been dealt with. */
    async listSent(ruleId: string): Promise<Set<string>> {
      const rows = await sent.find({ ruleId }).select({ _id: 1 }).lean<SentRow[]>();
      return new Set(rows.map((row) => row._id));
    },
    async noteSent(ruleId: string, key: string, outcome: SentOutcome): Promise<void> {
      await sent.updateOne({ _id: key }, { $setOnInsert: { ruleId, outcome } }, { upsert: true });
    },
  };
}
