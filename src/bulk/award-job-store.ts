import { Schema } from 'mongoose';
import { repeatUpsert, type Connection } from '../store/index.js';
import type { AwardJob, JobOwner, JobState } from './award-job.js';

interface JobDocument extends Omit<AwardJob, 'id'> {
  _id: string;
  /** When the job is removed from the store. */
  expiresAt: Date;
}

const schema = new Schema<JobDocument>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, default: null },
    deploymentId: { type: String, default: null },
    isTeachers: { type: Boolean, required: true },
    course: Schema.Types.Mixed,
    ruleId: String,
    reason: { type: String, default: '' },
    lacksReason: Boolean,
    actor: { type: Schema.Types.Mixed, required: true },
    isPreview: { type: Boolean, required: true },
    skipsProblems: { type: Boolean, required: true },
    invites: { type: Boolean, required: true },
    locale: String,
    state: { type: String, required: true },
    problem: Schema.Types.Mixed,
    createdAt: { type: Date, required: true },
    startedAt: Date,
    endedAt: Date,
    undoUntil: Date,
    rows: { type: Number, required: true },
    next: { type: Number, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false, collection: 'award_jobs' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
// Whose jobs are at work, and those of a registration that continues an earlier one.
schema.index({ platformId: 1, state: 1 });
schema.index({ ruleId: 1, undoUntil: -1 });

const DAY = 86_400_000;
/** How long a job and its rows are kept. */
export const KEPT_MS = 30 * DAY;

const fromRow = ({ _id, expiresAt: _expiresAt, ...rest }: JobDocument): AwardJob => ({
  id: _id,
  ...rest,
});

/** What a job's phase may change. */
export type JobChange = Partial<
  Pick<
    AwardJob,
    | 'state'
    | 'problem'
    | 'startedAt'
    | 'endedAt'
    | 'undoUntil'
    | 'rows'
    | 'next'
    | 'counts'
    | 'reason'
    | 'lacksReason'
    | 'skipsProblems'
  >
>;

export type AwardJobStore = ReturnType<typeof createAwardJobStore>;

/** @returns the store of jobs that give badges to many */
export function createAwardJobStore(connection: Connection) {
  const model = connection.model<JobDocument>('AwardJob', schema);
  return {
    async insert({ id, ...rest }: AwardJob): Promise<void> {
      const expiresAt = new Date(rest.createdAt.getTime() + KEPT_MS);
      const $setOnInsert = { ...rest, expiresAt } as never;
      await repeatUpsert(() => model.updateOne({ _id: id }, { $setOnInsert }, { upsert: true }));
    },
    async find(id: string): Promise<AwardJob | null> {
      const row = await model.findOne({ _id: id }).lean<JobDocument>();
      return row && fromRow(row);
    },
    /** Changes a job that is in one of these states. @returns the job as it is then; null where it is in another */
    async change(id: string, from: readonly JobState[], $set: JobChange): Promise<AwardJob | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: id, state: { $in: [...from] } },
          { $set },
          { returnDocument: 'after' },
        )
        .lean<JobDocument>();
      return row && fromRow(row);
    },
    /** Begins to undo a job within its time; null where that time is over, or undoing has begun. */
    async undo(id: string, now: Date): Promise<AwardJob | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: id, state: { $in: ['running', 'done', 'cancelled'] }, undoUntil: { $gt: now } },
          { $set: { state: 'undoing', next: 0 } },
          { returnDocument: 'after' },
        )
        .lean<JobDocument>();
      return row && fromRow(row);
    },
    /** How many jobs of an owner's platform are at work. */
    countBusy: ({ platformId }: Pick<JobOwner, 'platformId'>): Promise<number> =>
      model
        .countDocuments({ platformId, state: { $in: ['checking', 'running', 'undoing'] } })
        .exec(),
    /** Finds the latest job of a badge that can still be undone. */
    async latestUndoable(ruleId: string, now: Date): Promise<AwardJob | null> {
      const row = await model
        .findOne({ ruleId, undoUntil: { $gt: now } })
        .sort({ undoUntil: -1 })
        .lean<JobDocument>();
      return row && fromRow(row);
    },
    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },
  };
}
