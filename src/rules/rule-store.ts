import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import {
  tellFirst,
  tellWith,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from '../events/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Connection } from '../store/index.js';
import type { Rule, RuleState } from './rule.js';
import type { RuleNews } from './tell-rule.js';

interface RuleRow extends Omit<Rule, 'id' | 'tenant'>, CourseKey, Untold {
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
    ...UNTOLD_FIELDS,
  },
  { versionKey: false, minimize: false, collection: 'rules' },
);
schema.index({ platformId: 1, contextId: 1, deploymentId: 1 });
// The list of a tenant's rules, page by page.
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
// What a deployment gives now, page by page.
schema.index({ platformId: 1, deploymentId: 1, state: 1, _id: 1 });
schema.index({ state: 1 });
schema.index(...UNTOLD_INDEX);
schema.index({ 'inputs.achievementId': 1 }, { sparse: true });

const toRow = ({ id, tenant, ...rest }: Rule): RuleRow => ({ _id: id, ...tenant, ...rest });
const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: RuleRow): Rule => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...withoutUntold(rest),
});

/** What a rule may lack. */
const OPTIONAL = [
  ...(['notBefore', 'timeZone', 'baselineAt', 'activatedAt', 'undoUntil', 'ended'] as const),
  ...(['sentBack', 'pausedFor'] as const),
];

/** The store of rules; see {@link createRuleStore}. */
export type RuleStore = ReturnType<typeof createRuleStore>;

/** @returns the store of rules */
export function createRuleStore(connection: Connection) {
  const model = connection.model<RuleRow>('Rule', schema);
  return {
    /** Inserts a rule, unless its id is there: activating twice makes one rule. */
    async insert(rule: Rule): Promise<void> {
      const tells = rule.state === 'active' ? tellFirst('rule.activated', rule.activatedAt) : {};
      const row = { ...toRow(rule), ...tells };
      await model.updateOne({ _id: rule.id }, { $setOnInsert: row }, { upsert: true });
    },

    async get(tenant: CourseKey, id: string): Promise<Rule | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<RuleRow>();
      return row && fromRow(row);
    },

    /** Finds a rule of any course: whoever asks has to see whose it is. */
    async find(id: string): Promise<Rule | null> {
      const row = await model.findById(id).lean<RuleRow>();
      return row && fromRow(row);
    },

    /** Finds rules of any courses, in no order: whoever asks has to see whose they are. */
    async findMany(ids: readonly string[]): Promise<Rule[]> {
      const rows = await model.find({ _id: { $in: [...ids] } }).lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Lists rules of a deployment, or of one of its courses, in the order of ids, from after `after`. */
    async listByTenant(
      { platformId, deploymentId, contextId }: Omit<CourseKey, 'contextId'> & Partial<CourseKey>,
      after: string,
      limit: number,
    ): Promise<Rule[]> {
      const filter = omitUndefined({ platformId, deploymentId, contextId, _id: { $gt: after } });
      const rows = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Tells which badges the active rules of a deployment give, in the order of the rules' ids, from after `after`. */
    async listGiven(
      { platformId, deploymentId }: Omit<CourseKey, 'contextId'>,
      after: string,
      limit: number,
    ): Promise<Pick<Rule, 'id' | 'achievementId' | 'achievementVersion'>[]> {
      const rows = await model
        .find({ platformId, deploymentId, state: 'active', _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .select({ achievementId: 1, achievementVersion: 1 })
        .lean<Pick<RuleRow, '_id' | 'achievementId' | 'achievementVersion'>[]>();
      return rows.map(({ _id, ...given }) => ({ id: _id, ...given }));
    },

    async list(tenant: CourseKey, states?: readonly RuleState[]): Promise<Rule[]> {
      const rows = await model
        .find(omitUndefined({ ...tenant, state: states ? { $in: [...states] } : undefined }))
        .sort({ _id: 1 })
        .lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Lists the rules of several courses of one deployment that are in one of some states. */
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

    /** Lists every rule of a platform that has not ended, for the search for circles. */
    async listOfPlatform(platformId: string): Promise<Rule[]> {
      const rows = await model.find({ platformId, state: { $ne: 'ended' } }).lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /** Lists the rules that wait for approval: of one platform, of one of its deployments, or of all (null). */
    async listWaiting(
      within: { readonly platformId: string; readonly deploymentId?: string } | null,
    ): Promise<Rule[]> {
      const filter = { state: 'waiting' as const, ...within };
      return (await model.find(filter).sort({ _id: 1 }).lean<RuleRow[]>()).map(fromRow);
    },

    /** Lists the active rules that ask for a badge. */
    async listAskingFor(achievementId: string): Promise<Rule[]> {
      const rows = await model
        .find({ 'inputs.achievementId': achievementId, state: 'active' })
        .lean<RuleRow[]>();
      return rows.map(fromRow);
    },

    /**
     * Replaces the rule and raises its revision. @param news what the feed tells of it
     * @returns false where the stored rule is no longer of `rule.revision`
     */
    async save(rule: Rule, news?: RuleNews): Promise<boolean> {
      const { _id, ...row } = { ...toRow(rule), revision: rule.revision + 1 };
      const tells = news && tellWith(news);
      const gone = OPTIONAL.filter((name) => row[name] === undefined);
      const result = await model.updateOne(
        { _id, ...rule.tenant, revision: rule.revision },
        omitUndefined({
          $set: { ...omitUndefined(row), ...tells?.set },
          $push: tells?.push,
          $unset: gone.length > 0 ? Object.fromEntries(gone.map((name) => [name, 1])) : undefined,
        }),
      );
      return result.modifiedCount === 1;
    },

    /** Records what does not change the rule's decisions, and so raises no revision. */
    async note(id: string, set: Partial<Pick<Rule, 'baselineAt'>>): Promise<void> {
      await model.updateOne({ _id: id }, { $set: set });
    },

    /** Lists the courses that have an active rule. */
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
