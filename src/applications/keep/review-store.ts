import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';
import type { Review } from '../model/review.js';

interface ReviewRow extends Review, CourseKey {
  _id: string;
  /** Not yet seen by what sums a round up. */
  isUnseen?: boolean;
}

const schema = new Schema<ReviewRow>(
  {
    // `<application>/<round>/<slot>`: this index decides who is first where two press at once.
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    applicationId: { type: String, required: true },
    taskId: { type: String, required: true },
    round: { type: Number, required: true },
    slot: { type: Number, required: true },
    reviewerId: { type: String, required: true },
    verdict: { type: String, required: true },
    levels: { type: Schema.Types.Mixed, required: true },
    points: { type: Number, required: true },
    maximum: { type: Number, required: true },
    comment: { type: String, default: '' },
    comments: { type: Schema.Types.Mixed, default: {} },
    at: { type: Date, required: true },
    isUnseen: Boolean,
  },
  {
    collection: 'application_reviews',
    versionKey: false,
    minimize: false,
  },
);
/** Nobody reviews a round twice. */
schema.index({ applicationId: 1, round: 1, reviewerId: 1 }, { unique: true });
schema.index({ platformId: 1, reviewerId: 1 });
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
schema.index({ isUnseen: 1, at: 1 }, { sparse: true });

const fromRow = ({
  _id,
  platformId: _platform,
  deploymentId: _deployment,
  contextId: _context,
  isUnseen: _new,
  ...review
}: ReviewRow): Review => review;

const idOf = ({ applicationId, round, slot }: Pick<Review, 'applicationId' | 'round' | 'slot'>) =>
  `${applicationId}/${round}/${slot}`;

export type ReviewStore = ReturnType<typeof createReviewStore>;

/** @returns the store of reviews */
export function createReviewStore(connection: Connection) {
  const model = connection.model<ReviewRow>('ApplicationReview', schema);
  return {
    /** @returns false where somebody else was first, or this reviewer has reviewed the round */
    async insert(course: CourseKey, review: Review): Promise<boolean> {
      const { platformId, deploymentId, contextId } = course;
      const of = { platformId, deploymentId, contextId };
      try {
        await model.collection.insertOne({
          _id: idOf(review) as never,
          ...of,
          ...review,
          isUnseen: true,
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Lists the reviews of an application, of all rounds or of one. */
    async list(applicationId: string, round?: number): Promise<Review[]> {
      const filter = round === undefined ? { applicationId } : { applicationId, round };
      const rows = await model.find(filter).lean<ReviewRow[]>();
      return rows.map(fromRow).sort((a, b) => a.round - b.round || a.slot - b.slot);
    },

    /** Lists the reviews of many applications. */
    async listOf(applicationIds: readonly string[]): Promise<Review[]> {
      const rows = await model
        .find({ applicationId: { $in: [...applicationIds] } })
        .lean<ReviewRow[]>();
      return rows.map(fromRow);
    },

    /** Takes a reviewer's own review of a round back. @returns whether there was one */
    async remove(applicationId: string, round: number, reviewerId: string): Promise<boolean> {
      const filter = { applicationId, round, reviewerId };
      return (await model.deleteOne(filter)).deletedCount === 1;
    },

    /** It has been summed up. */
    async seen(review: Pick<Review, 'applicationId' | 'round' | 'slot'>): Promise<void> {
      await model.updateOne({ _id: idOf(review) }, { $unset: { isUnseen: 1 } });
    },

    /** Lists reviews that a crash left before they were summed up. */
    async listUnseen(before: Date, limit: number): Promise<Review[]> {
      const rows = await model
        .find({ isUnseen: true, at: { $lt: before } })
        .sort({ at: 1 })
        .limit(limit)
        .lean<ReviewRow[]>();
      return rows.map(fromRow);
    },

    async forgetApplications(applicationIds: readonly string[]): Promise<void> {
      await model.deleteMany({ applicationId: { $in: [...applicationIds] } });
    },

    /** Lists what somebody said as a reviewer. */
    async listBy(platformId: string, reviewerId: string): Promise<Review[]> {
      const rows = await model.find({ platformId, reviewerId }).lean<ReviewRow[]>();
      return rows.map(fromRow);
    },
  };
}
