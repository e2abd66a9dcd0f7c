import { Schema } from 'mongoose';
import type { AchievementContent } from '../achievements/index.js';
import type { CourseKey } from '../grades/index.js';
import { isDuplicateKey, repeatUpsert, type Connection } from '../store/index.js';
import type { CopiedInput } from './copied-input.js';
import type { SetUpForm } from './set-up-form.js';

/** Another course that a draft was brought from. */
export interface CopiedFrom {
  readonly contextId: string;
  readonly title: string;
  /** What its rule asks for there. */
  readonly inputs: readonly CopiedInput[];
  /** The badges it was brought from, the nearest first: a link to one of them leads to it. Absent in earlier versions. */
  readonly badges?: readonly string[];
  /** What its badge says there, with what the set-up page does not show; absent in drafts of earlier versions. */
  readonly content?: AchievementContent;
}

/** A badge that is being set up: everything that was typed, right or wrong. Has the id of the rule it becomes. */
export interface Draft {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly form: SetUpForm;
  readonly updatedAt: Date;
  /** Made at the first attempt to activate; a second attempt uses it again. */
  readonly achievementId?: string;
  readonly brought?: CopiedFrom;
  /** Who would have passed when that was shown; `digest` is its {@link Look}. */
  readonly looked?: { readonly digest: string; readonly userIds: readonly string[] };
}

interface DraftRow extends Omit<Draft, 'id' | 'tenant'>, CourseKey {
  _id: string;
  /** A brought draft that was removed leaves its id behind, so that it is not brought again. */
  removedAt?: Date;
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
    brought: Schema.Types.Mixed,
    looked: Schema.Types.Mixed,
    removedAt: Date,
  },
  { versionKey: false, minimize: false, collection: 'rule_drafts' },
);
schema.index({ platformId: 1, contextId: 1, deploymentId: 1 });

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: DraftRow): Draft => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

const IS_THERE = { removedAt: { $exists: false } };

export type DraftStore = ReturnType<typeof createDraftStore>;

export function createDraftStore(connection: Connection) {
  const model = connection.model<DraftRow>('RuleDraft', schema);
  return {
    /** Inserts or replaces. Where two save at once, both are done, one after the other. */
    async save({ id, tenant, ...rest }: Draft): Promise<void> {
      const save = () =>
        model.updateOne(
          { _id: id, ...tenant },
          { $set: { ...tenant, ...rest }, $unset: { removedAt: '' } },
          { upsert: true },
        );
      await repeatUpsert(save);
    },
    /** Inserts, or does nothing where the id is or was there. @returns whether it was inserted */
    async insertOnce({ id, tenant, ...rest }: Draft): Promise<boolean> {
      try {
        const row = { ...tenant, ...rest };
        const done = await model.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
        return done.upsertedCount === 1;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },
    async get(tenant: CourseKey, id: string): Promise<Draft | null> {
      const row = await model.findOne({ _id: id, ...tenant, ...IS_THERE }).lean<DraftRow>();
      return row && fromRow(row);
    },
    /** Notes what was shown of a rule that is being changed, at the draft it was made from. */
    async noteLook(tenant: CourseKey, id: string, looked: Draft['looked']): Promise<void> {
      await model.updateOne({ _id: id, ...tenant, ...IS_THERE }, { $set: { looked } });
    },
    async list(tenant: CourseKey): Promise<Draft[]> {
      const rows = await model
        .find({ ...tenant, ...IS_THERE })
        .sort({ updatedAt: -1 })
        .lean<DraftRow[]>();
      return rows.map(fromRow);
    },
    async remove(tenant: CourseKey, id: string, at: Date): Promise<void> {
      const kept = await model.updateOne(
        { _id: id, ...tenant, brought: { $exists: true } },
        { $set: { form: {}, removedAt: at } },
      );
      if (kept.matchedCount === 0) await model.deleteOne({ _id: id, ...tenant });
    },
  };
}
