import { Schema } from 'mongoose';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { TenantKey } from './tenant.js';

interface TeacherRecord extends TenantKey {
  readonly userId: string;
  /** False where their latest launch was another's than a teacher's; absent in rows of earlier versions, which say that it was. */
  readonly isNow?: boolean;
  /** Their launches as a teacher said that they study here as well. */
  readonly learnsToo?: boolean;
  /** When an instructor said that they study here, whatever they once were. */
  readonly confirmedAt?: Date;
}

const text = { type: String, required: true };
const schema = new Schema<TeacherRecord>(
  {
    platformId: text,
    deploymentId: text,
    contextId: text,
    userId: text,
    isNow: Boolean,
    learnsToo: Boolean,
    confirmedAt: Date,
  },
  { versionKey: false, collection: 'lti_teachers' },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, userId: 1 }, { unique: true });
schema.index({ platformId: 1, userId: 1 });

/** What a launch says of somebody in a course. */
export interface LaunchedAs {
  readonly teaches: boolean;
  /** Studies there as well. */
  readonly learns: boolean;
}

/**
 * Who teaches a course, or once did, by their own launches. A roster may say less: Moodle lists its non-editing teachers as
 * learners and launches them as instructors. A launch in another role does not undo that: teachers look at their course as
 * a student sees it, and would earn what they only looked at.
 */
export interface TeacherStore {
  /** Keeps what somebody's latest launch says. */
  note(course: TenantKey, userId: string, as: LaunchedAs): Promise<void>;
  /** An instructor says that somebody studies here. */
  confirmLearner(course: TenantKey, userId: string, at: Date): Promise<void>;
  /** Forgets that somebody teaches anything. */
  forget(platformId: string, userId: string): Promise<void>;
  /** Whose launches were a teacher's and said nothing of studying, by what an instructor said of them. */
  list(course: TenantKey): Promise<ReadonlyMap<string, 'taught' | 'confirmed'>>;
  /** The courses of one platform that somebody teaches now. */
  listCourses(platformId: string, userId: string): Promise<TenantKey[]>;
}

export function createTeacherStore(connection: Connection): TeacherStore {
  const model = connection.model<TeacherRecord>('LtiTeacher', schema);
  const keyOf = ({ platformId, deploymentId, contextId }: TenantKey) => ({
    platformId,
    deploymentId,
    contextId,
  });
  const write = (record: object, set: Partial<TeacherRecord>) =>
    repeatUpsert(() => model.updateOne(record, { $set: set }, { upsert: true }));
  return {
    async note(course, userId, { teaches, learns }) {
      const record = { ...keyOf(course), userId };
      if (teaches) await write(record, { isNow: true, learnsToo: learns });
      else await model.updateOne(record, { $set: { isNow: false } });
    },
    async confirmLearner(course, userId, confirmedAt) {
      await model.updateOne({ ...keyOf(course), userId }, { $set: { confirmedAt } });
    },
    async forget(platformId, userId) {
      await model.deleteMany({ platformId, userId });
    },
    async list(course) {
      const found = await model
        .find(keyOf(course))
        .select('userId learnsToo confirmedAt -_id')
        .lean<TeacherRecord[]>();
      return new Map(
        found
          .filter(({ learnsToo }) => learnsToo !== true)
          .map(({ userId, confirmedAt }) => [userId, confirmedAt ? 'confirmed' : 'taught']),
      );
    },
    async listCourses(platformId, userId) {
      return model
        .find({ platformId, userId, isNow: { $ne: false } })
        .select('platformId deploymentId contextId -_id')
        .lean<TenantKey[]>();
    },
  };
}
