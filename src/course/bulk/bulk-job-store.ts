import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { BulkJob, BulkState } from './bulk-job.js';

interface JobRow extends Omit<BulkJob, 'id' | 'tenant'>, CourseKey {
  _id: string;
  /** When the job is removed from the store. */
  expiresAt: Date;
}

const schema = new Schema<JobRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    action: { type: String, required: true },
    reason: { type: String, required: false, default: '' },
    people: { type: Schema.Types.Mixed, required: true },
    leftOut: { type: Number, required: true },
    actor: { type: Schema.Types.Mixed, required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    startedAt: Date,
    undoUntil: Date,
    seen: { type: Number, required: true },
    changed: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false, collection: 'bulk_jobs' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ ruleId: 1, undoUntil: -1 });
// For a registration that continues an earlier one: its jobs are found by platform and deployment.
schema.index({ platformId: 1, deploymentId: 1 });

const DAY = 86_400_000;
const KEPT_MS = 30 * DAY;

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  expiresAt: _expiresAt,
  ...rest
}: JobRow): BulkJob => ({ id: _id, tenant: { platformId, deploymentId, contextId }, ...rest });

export type BulkJobStore = ReturnType<typeof createBulkJobStore>;

/** @returns the store of bulk jobs */
export function createBulkJobStore(connection: Connection) {
  const model = connection.model<JobRow>('BulkJob', schema);
  const change = async (filter: object, $set: Partial<BulkJob>): Promise<BulkJob | null> => {
    const row = await model
      .findOneAndUpdate(filter, { $set }, { returnDocument: 'after' })
      .lean<JobRow>();
    return row && fromRow(row);
  };
  return {
    async insert({ id, tenant, ...rest }: BulkJob): Promise<void> {
      const expiresAt = new Date(rest.createdAt.getTime() + KEPT_MS);
      const $setOnInsert = { ...tenant, ...rest, expiresAt } as never;
      await repeatUpsert(() => model.updateOne({ _id: id }, { $setOnInsert }, { upsert: true }));
    },
    async get(tenant: CourseKey, id: string): Promise<BulkJob | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<JobRow>();
      return row && fromRow(row);
    },
    async find(id: string): Promise<BulkJob | null> {
      const row = await model.findOne({ _id: id }).lean<JobRow>();
      return row && fromRow(row);
    },
    /** Finds the latest job of a badge that can still be undone. */
    async latestUndoable(ruleId: string, now: Date): Promise<BulkJob | null> {
      const row = await model
        .findOne({ ruleId, undoUntil: { $gt: now } })
        .sort({ undoUntil: -1 })
        .select({ people: 0 })
        .lean<JobRow>();
      return row && fromRow({ ...row, people: [] });
    },
    /** Starts a job in preview, as held or running; null where it was started before. */
    start: (id: string, set: Pick<BulkJob, 'startedAt' | 'undoUntil' | 'reason' | 'state'>) =>
      change({ _id: id, state: 'preview' }, set),
    /** Begins a held job once its time to undo is over; null where it is not over, or the job was stopped. */
    begin: (id: string, now: Date) =>
      change({ _id: id, state: 'held', undoUntil: { $lte: now } }, { state: 'running' }),
    /** Stops a held job before it begins; null where it has begun. */
    stop: (id: string) => change({ _id: id, state: 'held' }, { state: 'undone' }),
    /** Begins to undo a job within its time; null where that time is over, or undoing has begun. */
    undo: (id: string, now: Date) =>
      change(
        { _id: id, state: { $in: ['running', 'done'] }, undoUntil: { $gt: now } },
        { state: 'undoing', seen: 0, changed: 0 },
      ),
    /**
     * Saves how far a job is. @returns false where the job's state has changed meanwhile, because somebody undoes it
     */
    async note(
      id: string,
      state: BulkState,
      set: Partial<Pick<BulkJob, 'seen' | 'changed' | 'state'>>,
    ) {
      return (await change({ _id: id, state }, set)) !== null;
    },
  };
}
