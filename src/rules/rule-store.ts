import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Connection } from '../store/index.js';
import type { Rule, RuleState } from './rule.js';

interface RuleRow extends Omit<Rule, 'id' | 'tenant'>, CourseKey {
  _id: string;
}

const schema = new Schema<RuleRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    achievementId: { type: String, required: true },
    achievementVersion: { type: Number, required: true },
    state: { type: String, required: true },
    revision: { type: Number, required: true },
    inputs: { type: Schema.Types.Mixed, required: true },
    combine: { type: Schema.Types.Mixed, required: true },
    notBefore: Date,
    timeZone: String,
    compare: { type: String, required: true },
    release: { type: Schema.Types.Mixed, required: true },
    afterFall: { type: Schema.Types.Mixed, required: true },
    backfill: { type: Boolean, required: true },
    baselineAt: Date,
    activatedAt: Date,
    undoUntil: Date,
    ended: Schema.Types.Mixed,
    sentBack: String,
    pausedFor: Schema.Types.Mixed,
  },
  { versionKey: false, minimize: false, collection: 'rules' },
);
schema.index({ platformId: 1, contextId: 1, deploymentId: 1 });
schema.index({ state: 1 });
schema.index({ 'inputs.achievementId': 1 }, { sparse: true });

const toRow = ({ id, tenant, ...rest }: Rule): RuleRow => ({ _id: id, ...tenant, ...rest });
const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: RuleRow): Rule => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type RuleStore = ReturnType<typeof createRuleStore>;

export function createRuleStore(connection: Connection) {
  const model = connection.model<RuleRow>('Rule', schema);
  return {
    /** Inserts, or does nothing when the id is there: activating twice makes one rule. */
    async insert(rule: Rule): Promise<void> {
      await model.updateOne({ _id: rule.id }, { $setOnInsert: toRow(rule) }, { upsert: true });
    },

    async get(tenant: CourseKey, id: string): Promise<Rule | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<RuleRow>();
      return row && fromRow(row);
    },

    async list(tenant: CourseKey, states?: readonly RuleState[]): Promise<Rule[]> {
      const rows = await model
        .find(omitUndefined({ ...tenant, state: states ? { $in: [...states] } : undefined }))
        .sort({ _id: 1 })
        .lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** The rules of several courses of one deployment, in some states. */
    async listIn(
      { platformId, deploymentId }: Pick<CourseKey, 'platformId' | 'deploymentId'>,
      contextIds: readonly string[],
      states: readonly RuleState[],
    ): Promise<Rule[]> {
      const rows = await model
        .find({
          platformId,
          deploymentId,
          contextId: { $in: [...contextIds] },
          state: { $in: [...states] },
        })
        .sort({ _id: 1 })
        .lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Every rule of a platform that has not ended: what the search for circles looks at. */
    async listOfPlatform(platformId: string): Promise<Rule[]> {
      const rows = await model.find({ platformId, state: { $ne: 'ended' } }).lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Rules that wait for approval, of one platform or of all. */
    /** Of one platform, of one of its deployments, or of all (`null`). */
    async listWaiting(
      within: { readonly platformId: string; readonly deploymentId?: string } | null,
    ): Promise<Rule[]> {
      const filter = { state: 'waiting' as const, ...within };
      return (await model.find(filter).sort({ _id: 1 }).lean<RuleRow[]>()).map(fromRow);
    },

    /** Active rules that ask for a badge. */
    async listAskingFor(achievementId: string): Promise<Rule[]> {
      const rows = await model
        .find({ 'inputs.achievementId': achievementId, state: 'active' })
        .lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Writes `rule` with the next revision. @returns false when it was changed since `rule.revision` was read */
    async save(rule: Rule): Promise<boolean> {
      const row = { ...toRow(rule), revision: rule.revision + 1 };
      const result = await model.replaceOne(
        { _id: rule.id, ...rule.tenant, revision: rule.revision },
        row,
      );
      return result.modifiedCount === 1;
    },

    /** Changes that do not change what the rule decides. */
    async note(id: string, set: Partial<Pick<Rule, 'baselineAt'>>): Promise<void> {
      await model.updateOne({ _id: id }, { $set: set });
    },

    /** The courses that have an active rule. */
    async listCourses(): Promise<CourseKey[]> {
      const rows = await model.aggregate<{ _id: CourseKey }>([
        { $match: { state: 'active' } },
        {
          $group: {
            _id: {
              platformId: '$platformId',
              deploymentId: '$deploymentId',
              contextId: '$contextId',
            },
          },
        },
      ]);
      return rows.map((row) => row._id);
    },
  };
}
