import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';
import type { TenantKey } from './launch.js';

interface TeacherRecord extends TenantKey {
  readonly userId: string;
}

const text = { type: String, required: true };
const schema = new Schema<TeacherRecord>(
  { platformId: text, deploymentId: text, contextId: text, userId: text },
  { versionKey: false, collection: 'lti_teachers' },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, userId: 1 }, { unique: true });
schema.index({ platformId: 1, userId: 1 });

/**
 * Who teaches a course by their own launches. A roster may say less: Moodle lists its non-editing teachers as learners
 * and launches them as instructors.
 */
export interface TeacherStore {
  /** Keeps what somebody's latest launch says. */
  note(course: TenantKey, userId: string, isTeacher: boolean): Promise<void>;
  list(course: TenantKey): Promise<ReadonlySet<string>>;
  /** The courses of one platform that somebody teaches. */
  listCourses(platformId: string, userId: string): Promise<TenantKey[]>;
}

export function createTeacherStore(connection: Connection): TeacherStore {
  const model = connection.model<TeacherRecord>('LtiTeacher', schema);
  const keyOf = ({ platformId, deploymentId, contextId }: TenantKey) => ({
    ...{ platformId, deploymentId, contextId },
  });
  return {
    async note(course, userId, isTeacher) {
      const record = { ...keyOf(course), userId };
      if (isTeacher) await model.updateOne(record, { $set: record }, { upsert: true });
      else await model.deleteOne(record);
    },
    async list(course) {
      const found = await model.find(keyOf(course)).select('userId -_id').lean<TeacherRecord[]>();
      return new Set(found.map(({ userId }) => userId));
    },
    async listCourses(platformId, userId) {
      return model
        .find({ platformId, userId })
        .select('platformId deploymentId contextId -_id')
        .lean<TenantKey[]>();
    },
  };
}
