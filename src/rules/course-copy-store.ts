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

export type CourseCopyStore = ReturnType<typeof createCourseCopyStore>;

/** Which copies of courses have had their rules brought along: once, whatever the original does later. */
export function createCourseCopyStore(connection: Connection) {
  const model = connection.model<CopyRow>('CourseCopy', schema);
  return {
    /** How far a copy has come; null where nobody has begun. */
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
        // Another window began at the same moment.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async finish(course: CourseKey, fromContextId: string): Promise<void> {
      await model.updateOne({ ...course, fromContextId }, { $set: { isDone: true } });
    },
  };
}
