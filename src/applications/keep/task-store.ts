import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';
import { MOST_TASKS, type Task, type TaskContent, type TaskVersion } from '../model/task.js';

interface TaskRow extends Omit<Task, 'id' | 'course'>, CourseKey {
  _id: string;
  /** People who review, of what is open: their own page finds it by them. */
  reviewers: string[];
}
type VersionRow = TaskVersion & { _id: string };

const schema = new Schema<TaskRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    state: { type: String, required: true },
    version: { type: Number, required: true },
    draft: { type: Schema.Types.Mixed, required: true },
    revision: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
    reviewers: { type: [String], required: true },
  },
  { collection: 'application_tasks', versionKey: false, minimize: false },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, _id: 1 });
schema.index({ platformId: 1, reviewers: 1 });

const versions = new Schema<VersionRow>(
  {
    // `<task>/<version>`: this index decides who makes a version.
    _id: { type: String, required: true },
    taskId: { type: String, required: true },
    version: { type: Number, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    openedAt: { type: Date, required: true },
  },
  { collection: 'application_task_versions', versionKey: false, minimize: false },
);

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  reviewers: _reviewers,
  ...rest
}: TaskRow): Task => ({ ...rest, id: _id, course: { platformId, deploymentId, contextId } });

const versionOf = ({ _id, ...rest }: VersionRow): TaskVersion => rest;
const versionId = (id: string, version: number): string => `${id}/${version}`;
const keyOf = ({ platformId, deploymentId, contextId }: CourseKey) => ({
  platformId,
  deploymentId,
  contextId,
});

export type TaskStore = ReturnType<typeof createTaskStore>;

/** @returns the store of what courses ask for, and of its versions */
export function createTaskStore(connection: Connection) {
  const model = connection.model<TaskRow>('ApplicationTask', schema);
  const versionModel = connection.model<VersionRow>('ApplicationTaskVersion', versions);
  return {
    async insert({ id, course, ...rest }: Task): Promise<void> {
      await model.create({ _id: id, ...keyOf(course), ...rest, reviewers: [] });
    },

    /** Finds a task of a course. */
    async find(course: CourseKey, id: string): Promise<Task | null> {
      const row = await model.findOne({ _id: id, ...keyOf(course) }).lean<TaskRow>();
      return row && fromRow(row);
    },

    /** Finds tasks of anybody: whoever asks has to see whose they are. */
    async findMany(ids: readonly string[]): Promise<Task[]> {
      const rows = await model.find({ _id: { $in: [...ids] } }).lean<TaskRow[]>();
      return rows.map(fromRow);
    },

    /** Lists what a course asks for, the earliest first. */
    async list(course: CourseKey): Promise<Task[]> {
      const rows = await model
        .find(keyOf(course))
        .sort({ _id: 1 })
        .limit(MOST_TASKS)
        .lean<TaskRow[]>();
      return rows.map(fromRow);
    },

    /** Lists what somebody is named for as a reviewer, on one platform. */
    async listFor(platformId: string, reviewerId: string): Promise<Task[]> {
      const rows = await model
        .find({ platformId, reviewers: reviewerId })
        .limit(MOST_TASKS)
        .lean<TaskRow[]>();
      return rows.map(fromRow);
    },

    /** Saves what is being worked on. @returns false where somebody changed it since `revision` */
    async saveDraft(
      { id, revision }: Pick<Task, 'id' | 'revision'>,
      draft: TaskContent,
      updatedAt: Date,
    ): Promise<boolean> {
      const set = { draft, updatedAt, revision: revision + 1 };
      return (await model.updateOne({ _id: id, revision }, { $set: set })).modifiedCount === 1;
    },

    /** @returns false where there is a version of this number */
    async insertVersion(version: TaskVersion): Promise<boolean> {
      try {
        await versionModel.create({ _id: versionId(version.taskId, version.version), ...version });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Opens a version, unless a newer one is open. */
    async open({ taskId, version, content, openedAt }: TaskVersion): Promise<void> {
      await model.updateOne(
        { _id: taskId, version: { $lte: version } },
        {
          $set: {
            version,
            state: 'open',
            reviewers: [...content.reviewers],
            updatedAt: openedAt,
          },
        },
      );
    },

    /** Opens or closes a task that was open once. @returns false for one that never was */
    async setState(id: string, state: 'open' | 'closed', updatedAt: Date): Promise<boolean> {
      const filter = { _id: id, version: { $gt: 0 } };
      return (await model.updateOne(filter, { $set: { state, updatedAt } })).matchedCount === 1;
    },

    async findVersion(id: string, version: number): Promise<TaskVersion | null> {
      const row = await versionModel.findById(versionId(id, version)).lean<VersionRow>();
      return row && versionOf(row);
    },

    async findVersions(
      of: readonly { readonly taskId: string; readonly version: number }[],
    ): Promise<TaskVersion[]> {
      const ids = of.map(({ taskId, version }) => versionId(taskId, version));
      return (await versionModel.find({ _id: { $in: ids } }).lean<VersionRow[]>()).map(versionOf);
    },

    /** Removes a task that was never open. @returns whether it was */
    async discard(id: string): Promise<boolean> {
      return (await model.deleteOne({ _id: id, version: 0 })).deletedCount === 1;
    },
  };
}
