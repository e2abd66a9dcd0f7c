import { Schema } from 'mongoose';
import { omitUndefined, randomId } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import { isHolding, type LearnerStatus } from './learner-status.js';

/** How many learners have each status. */
export type StandingCounts = Readonly<Partial<Record<LearnerStatus, number>>>;

/** How many learners have the badge. */
export const holdersOf = (counts: StandingCounts): number =>
  (Object.entries(counts) as [LearnerStatus, number][]).reduce(
    (sum, [standing, count]) => sum + (isHolding(standing) ? count : 0),
    0,
  );

/** What is known of a badge's roster as a whole; absent until it is first written. */
export interface RosterState {
  readonly ruleId: string;
  readonly counts: StandingCounts;
  /** The digest of the platform's roster that the entries were last compared with, and when that was read. */
  readonly digest?: string;
  readonly rosterAt?: Date;
  /** Entries were written since the counts were made: they are to be counted again. It is another one each time. */
  readonly recount?: string;
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
    recount: String,
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
        rows.map(({ _id, counts, digest, rosterAt, recount }) => [
          _id,
          omitUndefined({ ruleId: _id, counts, digest, rosterAt, recount }),
        ]),
      );
    },
    /**
     * Notes that entries of these rules are about to be written, so that they are counted again also after a crash. A
     * rule whose state is not known yet is counted anyway.
     */
    async touch(ruleIds: readonly string[]): Promise<void> {
      if (ruleIds.length === 0) return;
      await model.updateMany({ _id: { $in: [...ruleIds] } }, { $set: { recount: randomId() } });
    },
    /**
     * Saves a state. Counts that were made after a note of `touch` end it; where another note came meanwhile nothing is saved, and
     * the rule stays to be counted.
     */
    async save(course: CourseKey, { ruleId, recount, ...set }: RosterState): Promise<void> {
      const { platformId, deploymentId, contextId } = course;
      const $set = { platformId, deploymentId, contextId, ...set };
      if (recount === undefined)
        await repeatUpsert(() => model.updateOne({ _id: ruleId }, { $set }, { upsert: true }));
      else await model.updateOne({ _id: ruleId, recount }, { $set, $unset: { recount: 1 } });
    },
  };
}
