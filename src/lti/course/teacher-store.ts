import { Schema } from 'mongoose';
import { keepBriefly, readAnew, readOnce } from '../../base/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { TenantKey } from './tenant.js';

interface TeacherRecord extends TenantKey {
  readonly userId: string;
  /** Whether the person's latest launch was a teacher's. Absent in rows of earlier versions, where it was. */
  readonly isNow?: boolean;
  /** Whether the person's launches as a teacher also had a learner's role. */
  readonly learnsToo?: boolean;
  /** When an instructor confirmed that the person studies in the course, whatever roles they had. */
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

/** In place of the driver's first batch of 101, with a second request for the rest. */
const ONE_BATCH = 1_000;

/** The roles of one person's launch in a course. */
export interface LaunchedAs {
  readonly teaches: boolean;
  /** Whether the launch had a learner's role too. */
  readonly learns: boolean;
}

/**
 * Records who teaches a course, or once did, by their own launches. A roster may say less: Moodle lists non-editing
 * teachers as learners and launches them as instructors. A later launch in another role does not remove a teacher,
 * since teachers view their course as a student sees it and would otherwise earn badges.
 */
export interface TeacherStore {
  /** Records the roles of a person's latest launch. */
  note(course: TenantKey, userId: string, as: LaunchedAs): Promise<void>;
  /** Records that an instructor confirmed somebody as a learner of the course. */
  confirmLearner(course: TenantKey, userId: string, at: Date): Promise<void>;
  /** Removes everything recorded of a person. */
  forget(platformId: string, userId: string): Promise<void>;
  /**
   * @returns the users who launched as teachers without a learner's role, each `confirmed` where an instructor
   *   confirmed them as learners, else `taught`
   */
  list(course: TenantKey): Promise<ReadonlyMap<string, 'taught' | 'confirmed'>>;
  /** Lists the courses of a deployment whose latest launch by this person was a teacher's, by their ids. */
  listCourses(of: Omit<TenantKey, 'contextId'>, userId: string): Promise<string[]>;
}

/** For how long who teaches a course is known to its learners' launches without asking, in milliseconds. */
const KEPT_MS = 3_000;
const MOST_KEPT = 1_000;

/** @returns the store of teachers */
export function createTeacherStore(connection: Connection): TeacherStore {
  const model = connection.model<TeacherRecord>('LtiTeacher', schema);
  const keyOf = ({ platformId, deploymentId, contextId }: TenantKey) => ({
    platformId,
    deploymentId,
    contextId,
  });
  const write = (record: object, set: Partial<TeacherRecord>) =>
    repeatUpsert(() => model.updateOne(record, { $set: set }, { upsert: true }));
  const nameOf = (course: TenantKey) => `teachers ${JSON.stringify(keyOf(course))}`;
  // Of a learner's launch only whether they taught until now matters; their launch as a teacher may have been in another process.
  const kept = keepBriefly<TeacherRecord[]>({ ms: KEPT_MS, most: MOST_KEPT });
  const changed = (course: TenantKey): void => {
    kept.forget(nameOf(course));
    readAnew(nameOf(course));
  };
  /** Everybody who ever launched as a teacher: a few. */
  const listAll = (course: TenantKey) =>
    readOnce(nameOf(course), () =>
      model
        .find(keyOf(course))
        .select('userId learnsToo confirmedAt isNow -_id')
        .lean<TeacherRecord[]>()
        .exec(),
    );
  return {
    async note(course, userId, { teaches, learns }) {
      const record = { ...keyOf(course), userId };
      const all = await kept.get(nameOf(course), () => listAll(course));
      const known = all?.find((each) => each.userId === userId);
      if (teaches) await write(record, { isNow: true, learnsToo: learns });
      else if (known && known.isNow !== false)
        await model.updateOne(record, { $set: { isNow: false } });
      else return;
      changed(course);
    },
    async confirmLearner(course, userId, confirmedAt) {
      await model.updateOne({ ...keyOf(course), userId }, { $set: { confirmedAt } });
      changed(course);
    },
    async forget(platformId, userId) {
      await model.deleteMany({ platformId, userId });
      kept.forget();
    },
    async list(course) {
      const found = await listAll(course);
      return new Map(
        found
          .filter(({ learnsToo }) => learnsToo !== true)
          .map(({ userId, confirmedAt }) => [userId, confirmedAt ? 'confirmed' : 'taught']),
      );
    },
    async listCourses({ platformId, deploymentId }, userId) {
      const rows = await model
        .find({ platformId, userId, deploymentId, isNow: { $ne: false } })
        .select('contextId -_id')
        .batchSize(ONE_BATCH)
        .lean<Pick<TeacherRecord, 'contextId'>[]>();
      return rows.map(({ contextId }) => contextId);
    },
  };
}
