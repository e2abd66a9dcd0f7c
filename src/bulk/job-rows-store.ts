import { Schema } from 'mongoose';
import { repeatUpsert, type Connection } from '../store/index.js';
import type { JobRow } from './award-job.js';

/** Rows of a job that are checked and done together. */
export interface RowBatch {
  readonly index: number;
  readonly rows: readonly JobRow[];
  /** Which phase has done with them last; a repetition leaves them as they are. */
  readonly phase: 'received' | 'checked' | 'done' | 'undone';
}

interface BatchDocument extends Omit<RowBatch, 'rows'> {
  _id: string;
  jobId: string;
  rows: JobRow[];
  expiresAt: Date;
}

const schema = new Schema<BatchDocument>(
  {
    _id: { type: String, required: true },
    jobId: { type: String, required: true },
    index: { type: Number, required: true },
    rows: { type: Schema.Types.Mixed, required: true } as never,
    phase: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false, collection: 'award_job_rows' },
);
schema.index({ jobId: 1, index: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const idOf = (jobId: string, index: number): string => `${jobId}.${index}`;

export type JobRowsStore = ReturnType<typeof createJobRowsStore>;

/** @returns the store of jobs' rows: a batch is one document, so that what became of it is written at once or not at all */
export function createJobRowsStore(connection: Connection) {
  const model = connection.model<BatchDocument>('AwardJobRows', schema);
  return {
    async insert(
      jobId: string,
      index: number,
      rows: readonly JobRow[],
      expiresAt: Date,
    ): Promise<void> {
      const $setOnInsert = { jobId, index, rows: [...rows], phase: 'received' as const, expiresAt };
      await repeatUpsert(() =>
        model.updateOne({ _id: idOf(jobId, index) }, { $setOnInsert }, { upsert: true }),
      );
    },
    async find(jobId: string, index: number): Promise<RowBatch | null> {
      const found = await model.findOne({ _id: idOf(jobId, index) }).lean<BatchDocument>();
      return found && { index: found.index, rows: found.rows, phase: found.phase };
    },
    async save(jobId: string, { index, rows, phase }: RowBatch): Promise<void> {
      await model.updateOne({ _id: idOf(jobId, index) }, { $set: { rows: [...rows], phase } });
    },
    async remove(jobId: string): Promise<void> {
      await model.deleteMany({ jobId });
    },
  };
}
