import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import { isDuplicateKey, type Connection } from '../store/index.js';

interface CopyRow extends CourseKey {
  /** The id of the course that was copied. */
  fromContextId: string;
  isDone: boolean;
  at: Date;
}

const text = { type: String, required: true };
const schema = new Schema<CopyRow>(
  {
    platformId: text,
    deploymentId: text,
    contextId: text,
    fromContextId: text,
    isDone: { type: Boolean, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false, collection: 'course_copies' },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, fromContextId: 1 }, { unique: true });

/** The store of course copies; see {@link createCourseCopyStore}. */
export type CourseCopyStore = ReturnType<typeof createCourseCopyStore>;

/**
 * Records which courses have had their rules copied from which original. A copy is made once; what the original does
 * later changes nothing.
 */
export function createCourseCopyStore(connection: Connection) {
  const model = connection.model<CopyRow>('CourseCopy', schema);
  return {
    /** @returns whether the copy was finished; null where it was never begun */
    async find(course: CourseKey, fromContextId: string): Promise<{ isDone: boolean } | null> {
      return model
        .findOne({ ...course, fromContextId })
        .select('isDone -_id')
        .lean<CopyRow>();
    },
    async begin(course: CourseKey, fromContextId: string, at: Date): Promise<void> {
      try {
        await model.updateOne(
          { ...course, fromContextId },
          { $setOnInsert: { isDone: false, at } },
          { upsert: true },
        );
      } catch (error) {
        // Another request began the same copy at the same moment: its row is as good.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async finish(course: CourseKey, fromContextId: string): Promise<void> {
      await model.updateOne({ ...course, fromContextId }, { $set: { isDone: true } });
    },
  };
}
