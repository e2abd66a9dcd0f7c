import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { LearnerStatus } from './learner-status.js';

/** How many learners have each status. */
export type StandingCounts = Readonly<Partial<Record<LearnerStatus, number>>>;

/** What is known of a badge's roster as a whole; absent until it is first written. */
export interface RosterState {
  readonly ruleId: string;
  readonly counts: StandingCounts;
  /** The digest of the platform's roster that the entries were last compared with, and when that was read. */
  readonly digest?: string;
  readonly rosterAt?: Date;
}

interface StateRow extends Omit<RosterState, 'ruleId'>, CourseKey {
  _id: string;
}

const schema = new Schema<StateRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    digest: String,
    rosterAt: Date,
  },
  { versionKey: false, minimize: false, collection: 'roster_states' },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1 });

export type RosterStateStore = ReturnType<typeof createRosterStateStore>;

/** @returns the store of rosters' states */
export function createRosterStateStore(connection: Connection) {
  const model = connection.model<StateRow>('RosterState', schema);
  return {
    /** Finds states by rule id. */
    async list(ruleIds: readonly string[]): Promise<Map<string, RosterState>> {
      const rows = await model.find({ _id: { $in: [...ruleIds] } }).lean<StateRow[]>();
      return new Map(
        rows.map(({ _id, counts, digest, rosterAt }) => [
          _id,
          omitUndefined({ ruleId: _id, counts, digest, rosterAt }),
        ]),
      );
    },
    async save(course: CourseKey, { ruleId, ...set }: RosterState): Promise<void> {
      const { platformId, deploymentId, contextId } = course;
      const $set = { platformId, deploymentId, contextId, ...set };
      await repeatUpsert(() => model.updateOne({ _id: ruleId }, { $set }, { upsert: true }));
    },
  };
}
