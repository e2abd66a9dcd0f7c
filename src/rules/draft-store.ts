import { Schema } from 'mongoose';
import type { AchievementContent } from '../achievements/index.js';
import type { CourseKey } from '../grades/index.js';
import { isDuplicateKey, repeatUpsert, type Connection } from '../store/index.js';
import type { CopiedInput } from './copied-input.js';
import type { SetUpForm } from './set-up-form.js';

/** The course that a draft was copied from, and what the original rule and badge say. */
export interface CopiedFrom {
  readonly contextId: string;
  readonly title: string;
  /** The inputs of the original rule. */
  readonly inputs: readonly CopiedInput[];
  /**
   * The ids of the achievements that the draft was copied from, the nearest first: a deep link to one of them leads to
   * the draft. Absent in drafts of earlier versions.
   */
  readonly badges?: readonly string[];
  /**
   * The content of the original badge, including what the set-up page does not show. Absent in drafts of earlier
   * versions.
   */
  readonly content?: AchievementContent;
}

/**
 * A badge that is being set up: everything that was typed, valid or not. The rule that a draft becomes takes over its
 * id.
 */
export interface Draft {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly form: SetUpForm;
  readonly updatedAt: Date;
  /** The achievement that was made at the first attempt to activate; a second attempt uses it again. */
  readonly achievementId?: string;
  readonly brought?: CopiedFrom;
  /** The content of the badge that the draft is a duplicate of, including what the set-up page does not show. */
  readonly content?: AchievementContent;
  /** The learners whom the last preview showed as passing; `digest` identifies what that preview was made from. */
  readonly looked?: { readonly digest: string; readonly userIds: readonly string[] };
}

interface DraftRow extends Omit<Draft, 'id' | 'tenant'>, CourseKey {
  _id: string;
  /** When a copied draft was removed. Its id stays, so that the next import does not bring it back. */
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
    content: Schema.Types.Mixed,
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

/** The store of drafts; see {@link createDraftStore}. */
export type DraftStore = ReturnType<typeof createDraftStore>;

/** @returns the store of drafts; every method takes the course, so that no course reaches another's drafts */
export function createDraftStore(connection: Connection) {
  const model = connection.model<DraftRow>('RuleDraft', schema);
  return {
    /** Inserts or replaces a draft. Of two saves at once the later one counts, and neither fails. */
    async save({ id, tenant, ...rest }: Draft): Promise<void> {
      const save = () =>
        model.updateOne(
          { _id: id, ...tenant },
          { $set: { ...tenant, ...rest }, $unset: { removedAt: '' } },
          { upsert: true },
        );
      await repeatUpsert(save);
    },
    /**
     * Replaces a draft that is there. @returns whether it is; one that was removed, or has become a rule meanwhile, is not
     * brought back
     */
    async update({ id, tenant, ...rest }: Draft): Promise<boolean> {
      const row = { _id: id, ...tenant, ...IS_THERE };
      return (await model.updateOne(row, { $set: rest })).matchedCount === 1;
    },
    /**
     * Inserts a draft, unless its id is there or belonged to a copied draft that was removed. @returns whether it was
     * inserted
     */
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
    /** Records what an instructor was shown of a rule that is being changed, in the draft of the same id. */
    async notePreview(tenant: CourseKey, id: string, looked: Draft['looked']): Promise<void> {
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
