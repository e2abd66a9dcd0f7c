import { Schema } from 'mongoose';
import { randomId } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';
import {
  NO_WORK,
  type Application,
  type ApplicationState,
  type HandedIn,
  type Outcome,
  type Work,
} from '../model/application.js';

export interface ApplicationRow extends Omit<Application, 'id' | 'course'>, CourseKey {
  _id: string;
}

export const applicationSchema = new Schema<ApplicationRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    taskId: { type: String, required: true },
    userId: { type: String, required: true },
    state: { type: String, required: true },
    round: { type: Number, required: true },
    draft: { type: Schema.Types.Mixed, required: true },
    handedIn: Schema.Types.Mixed,
    earlier: Schema.Types.Mixed,
    outcome: Schema.Types.Mixed,
    decidedAt: Date,
    step: String,
    due: Date,
    isFinal: Boolean,
    changedAt: { type: Date, required: true },
    shown: { type: [String], default: undefined },
  },
  { collection: 'applications', versionKey: false, minimize: false },
);
/** This index is the lock: somebody applies once for each task. */
applicationSchema.index({ taskId: 1, userId: 1 }, { unique: true });
applicationSchema.index({ taskId: 1, state: 1, 'handedIn.at': 1 });
applicationSchema.index({ platformId: 1, deploymentId: 1, contextId: 1, state: 1 });
applicationSchema.index({ platformId: 1, userId: 1 });
applicationSchema.index({ platformId: 1, changedAt: 1 });
applicationSchema.index({ step: 1, due: 1 });

export const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  ...rest
}: ApplicationRow): Application => ({
  ...rest,
  id: _id,
  course: { platformId, deploymentId, contextId },
});

const OPEN_STATES: readonly ApplicationState[] = ['draft', 'withdrawn', 'returned'];

export type ApplicationStore = ReturnType<typeof createApplicationStore>;

/** @returns the store of applications, as their own people change them */
export function createApplicationStore(connection: Connection) {
  const model = connection.model<ApplicationRow>('Application', applicationSchema);
  const findOf = async (taskId: string, userId: string): Promise<Application | null> => {
    const row = await model.findOne({ taskId, userId }).lean<ApplicationRow>();
    return row && fromRow(row);
  };
  return {
    findOf,

    /** Begins an application, or finds the one that was begun. */
    async begin(course: CourseKey, taskId: string, userId: string, at: Date): Promise<Application> {
      const known = await findOf(taskId, userId);
      if (known) return known;
      const { platformId, deploymentId, contextId } = course;
      const row: ApplicationRow = {
        _id: randomId(),
        platformId,
        deploymentId,
        contextId,
        taskId,
        userId,
        state: 'draft',
        round: 0,
        draft: NO_WORK,
        changedAt: at,
      };
      try {
        await model.create(row);
        return fromRow(row);
      } catch (error) {
        const theirs = isDuplicateKey(error) ? await findOf(taskId, userId) : null;
        if (theirs) return theirs;
        throw error;
      }
    },

    /** Finds an application of a task. */
    async find(taskId: string, id: string): Promise<Application | null> {
      const row = await model.findOne({ _id: id, taskId }).lean<ApplicationRow>();
      return row && fromRow(row);
    },

    /** Finds an application of anybody: whoever asks has to see whose it is. */
    async findById(id: string): Promise<Application | null> {
      const row = await model.findById(id).lean<ApplicationRow>();
      return row && fromRow(row);
    },

    /** Saves what its person works on. @returns false where it has been handed in */
    async saveDraft(id: string, { text, links }: Omit<Work, 'fileIds'>, at: Date) {
      const set = { 'draft.text': text, 'draft.links': links, changedAt: at };
      const filter = { _id: id, state: { $in: [...OPEN_STATES] } };
      return (await model.updateOne(filter, { $set: set })).matchedCount === 1;
    },

    /** Adds a file to the work, up to so many. @returns false where there are as many, or it has been handed in */
    async addFile(id: string, fileId: string, most: number, at: Date): Promise<boolean> {
      const room = { [`draft.fileIds.${most - 1}`]: { $exists: false } };
      const filter = { _id: id, state: { $in: [...OPEN_STATES] }, ...room };
      const change = { $addToSet: { 'draft.fileIds': fileId }, $set: { changedAt: at } };
      return (await model.updateOne(filter, change)).matchedCount === 1;
    },

    async removeFile(id: string, fileId: string, at: Date): Promise<boolean> {
      const filter = { _id: id, state: { $in: [...OPEN_STATES] }, 'draft.fileIds': fileId };
      const change = { $pull: { 'draft.fileIds': fileId }, $set: { changedAt: at } };
      return (await model.updateOne(filter, change)).modifiedCount === 1;
    },

    /**
     * Hands work in, as the next round.
     * @param from the application as it was read: one that changed since is not handed in
     */
    async handIn(
      { id, state, round, draft }: Pick<Application, 'id' | 'state' | 'round' | 'draft'>,
      handedIn: HandedIn,
      earlier: readonly HandedIn[],
    ): Promise<boolean> {
      const same = { 'draft.fileIds': [...draft.fileIds] };
      const done = await model.updateOne(
        { _id: id, state, round, ...same },
        {
          $set: {
            state: 'submitted',
            round: handedIn.round,
            handedIn,
            earlier,
            changedAt: handedIn.at,
          },
          $unset: { outcome: 1, decidedAt: 1, step: 1, due: 1, isFinal: 1 },
        },
      );
      return done.modifiedCount === 1;
    },

    /** Takes work back that waits. @returns false where it does not wait any more */
    async withdraw({ id, round }: Pick<Application, 'id' | 'round'>, at: Date): Promise<boolean> {
      const done = await model.updateOne(
        { _id: id, state: 'submitted', round },
        { $set: { state: 'withdrawn', changedAt: at } },
      );
      return done.modifiedCount === 1;
    },

    /** Chooses what of approved work is shown with the badge. */
    async show(id: string, shown: readonly string[]): Promise<void> {
      await model.updateOne({ _id: id, state: 'approved' }, { $set: { shown: [...shown] } });
    },

    /** Lists all of one person on a platform. */
    async listOf(platformId: string, userId: string): Promise<Application[]> {
      return (await model.find({ platformId, userId }).lean<ApplicationRow[]>()).map(fromRow);
    },

    async forget(platformId: string, userId: string): Promise<void> {
      await model.deleteMany({ platformId, userId });
    },

    /** Lists those of a task in these states, the longest waiting first. */
    async listByState(
      taskId: string,
      states: readonly ApplicationState[],
      skip: number,
      limit: number,
    ): Promise<Application[]> {
      const rows = await model
        .find({ taskId, state: { $in: [...states] } })
        .sort({ 'handedIn.at': 1 })
        .skip(skip)
        .limit(limit)
        .lean<ApplicationRow[]>();
      return rows.map(fromRow);
    },

    /** How many applications of a task are in each state. */
    async count(taskId: string): Promise<Readonly<Partial<Record<ApplicationState, number>>>> {
      const counts = await model.aggregate<{ _id: ApplicationState; count: number }>([
        { $match: { taskId } },
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ]);
      return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
    },

    /** How many applications wait in a course. */
    countWaiting: ({ platformId, deploymentId, contextId }: CourseKey): Promise<number> =>
      model.countDocuments({ platformId, deploymentId, contextId, state: 'submitted' }).exec(),

    /** Reads of a task what rules are told of: states, rounds and what was decided. */
    async readStates(taskId: string, userId?: string): Promise<Told[]> {
      const whose = userId === undefined ? {} : { userId };
      return model
        .find({ taskId, ...whose, state: { $ne: 'draft' } })
        .select({ userId: 1, state: 1, isFinal: 1, outcome: 1, decidedAt: 1, 'handedIn.at': 1 })
        .lean<Told[]>();
    },
  };
}

type Told = Pick<Application, 'userId' | 'state' | 'isFinal' | 'decidedAt'> & {
  readonly outcome?: Outcome;
  readonly handedIn?: Pick<HandedIn, 'at'>;
};
