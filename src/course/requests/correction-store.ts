import { Schema } from 'mongoose';
import {
  tellFirst,
  tellWith,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from '../../events/index.js';
import type { CourseKey } from '../../grades/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';
import type { CorrectionRequest } from './correction.js';

interface CorrectionRow extends Omit<CorrectionRequest, 'id' | 'tenant'>, CourseKey, Untold {
  _id: string;
}

const schema = new Schema<CorrectionRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    awardId: { type: String, required: true },
    userId: { type: String, required: true },
    text: { type: String, required: true },
    askedAt: { type: Date, required: true },
    state: { type: String, required: true },
    answer: String,
    answeredAt: Date,
    actor: String,
    ...UNTOLD_FIELDS,
  },
  { versionKey: false, collection: 'correction_requests' },
);
const OPEN = { state: 'open' } as const;
/** This index is the lock: of an award one request is open. */
schema.index({ awardId: 1 }, { unique: true, partialFilterExpression: OPEN });
schema.index({ awardId: 1, askedAt: -1 });
schema.index(...UNTOLD_INDEX);
schema.index({ ruleId: 1, state: 1, askedAt: 1 });
schema.index({ platformId: 1, userId: 1 });
schema.index({ platformId: 1, askedAt: 1 });
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, state: 1 });

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  ...rest
}: CorrectionRow): CorrectionRequest => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...withoutUntold(rest),
});

export type CorrectionStore = ReturnType<typeof createCorrectionStore>;

/** Requests of a page; of the others it says how many there are. */
const SHOWN = 100;

export function createCorrectionStore(connection: Connection) {
  const model = connection.model<CorrectionRow>('CorrectionRequest', schema);
  return {
    /** @returns false where one is open already */
    async ask({ id, tenant, ...rest }: CorrectionRequest): Promise<boolean> {
      try {
        const tells = tellFirst('correction.asked', rest.askedAt);
        await model.collection.insertOne({ _id: id as never, ...tenant, ...rest, ...tells });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** The latest request about an award. */
    async latest(awardId: string): Promise<CorrectionRequest | null> {
      const row = await model.findOne({ awardId }).sort({ askedAt: -1 }).lean<CorrectionRow>();
      return row && fromRow(row);
    },

    async withdraw(awardId: string): Promise<boolean> {
      return (await model.deleteOne({ awardId, ...OPEN })).deletedCount === 1;
    },

    /** The open requests of a badge, the longest waiting first. */
    async listOpen(ruleId: string): Promise<CorrectionRequest[]> {
      const rows = await model
        .find({ ruleId, ...OPEN })
        .sort({ askedAt: 1 })
        .limit(SHOWN)
        .lean<CorrectionRow[]>();
      return rows.map(fromRow);
    },

    async get(tenant: CourseKey, id: string): Promise<CorrectionRequest | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<CorrectionRow>();
      return row && fromRow(row);
    },

    /** How many requests are open in a course, by the rule's id. */
    async countOpen({
      platformId,
      deploymentId,
      contextId,
    }: CourseKey): Promise<ReadonlyMap<string, number>> {
      const counts = await model.aggregate<{ _id: string; count: number }>([
        { $match: { platformId, deploymentId, contextId, ...OPEN } },
        { $group: { _id: '$ruleId', count: { $sum: 1 } } },
      ]);
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },

    /** @returns false where somebody was first */
    async answer(id: string, set: { answer: string; at: Date; actor: string }): Promise<boolean> {
      const { answer, at: answeredAt, actor } = set;
      const tells = tellWith('correction.answered', answeredAt);
      const done = await model.updateOne(
        { _id: id, ...OPEN },
        { $set: { state: 'answered', answer, answeredAt, actor, ...tells.set }, $push: tells.push },
      );
      return done.modifiedCount === 1;
    },

    /** The badge was issued anew: what its learner asked for is done. */
    async settle(ruleId: string, userId: string, { at, actor }: { at: Date; actor: string }) {
      const tells = tellWith('correction.answered', at);
      await model.updateMany(
        { ruleId, userId, ...OPEN },
        {
          $set: { state: 'corrected', answeredAt: at, actor, ...tells.set },
          $push: tells.push,
        },
      );
    },

    async listOf(platformId: string, userId: string): Promise<CorrectionRequest[]> {
      return (await model.find({ platformId, userId }).lean<CorrectionRow[]>()).map(fromRow);
    },

    async forget(platformId: string, userId: string): Promise<void> {
      await model.deleteMany({ platformId, userId });
    },
  };
}
