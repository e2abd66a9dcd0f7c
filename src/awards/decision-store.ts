import { omitUndefined } from '../base/index.js';
import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import { duplicatesOf, type Connection } from '../store/index.js';
import type { Decision, Verdict } from './decision.js';
import { ROSTER_DUE_INDEX, rosterDue, type RosterDue } from './roster-due.js';

/** The last decision for a learner and a rule, and how it came about. */
export interface DecisionRecord extends CourseKey {
  readonly ruleId: string;
  readonly userId: string;
  readonly at: Date;
  /** Of the rule's revision and the facts: an equal one needs no write. */
  readonly digest: string;
  /** Of the facts alone. */
  readonly factsDigest: string;
  readonly decision: Decision;
  /** The mark was met before a rule without backfill was activated. */
  readonly before?: boolean;
}

/** An earlier verdict. */
export interface PastVerdict {
  readonly at: Date;
  readonly verdict: Verdict;
}

interface DecisionRow extends DecisionRecord, Partial<RosterDue> {
  _id: string;
  past: PastVerdict[];
}

export type KnownDecision = Pick<DecisionRecord, 'userId' | 'digest' | 'factsDigest' | 'before'> & {
  readonly verdict: Verdict;
};

const KEPT = 20;
/** The size of one batch, in place of MongoDB's first batch of 101 with a second request for the rest. */
const ONE_BATCH = 1_000;
const MANY = 10_000;

const schema = new Schema<DecisionRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    userId: { type: String, required: true },
    at: { type: Date, required: true },
    digest: { type: String, required: true },
    factsDigest: { type: String, required: true },
    decision: { type: Schema.Types.Mixed, required: true },
    before: Boolean,
    past: { type: Schema.Types.Mixed, required: true },
    rosterDue: String,
  },
  { versionKey: false, minimize: false, collection: 'decisions' },
);
schema.index({ platformId: 1, userId: 1 });
// What is old goes, the oldest first.
schema.index({ platformId: 1, at: 1 });
schema.index(...ROSTER_DUE_INDEX);

/** The unique index on it is the lock: one decision for a rule and a learner. */
const idOf = (record: Pick<DecisionRecord, 'ruleId' | 'userId'>): string =>
  `${record.ruleId}/${record.userId}`;

/** The rule's ids lie together, from "<rule>/" up to the character behind the slash. */
const ofRule = (ruleId: string) => ({ _id: { $gte: `${ruleId}/`, $lt: `${ruleId}0` } });

export type DecisionStore = ReturnType<typeof createDecisionStore>;

export function createDecisionStore(connection: Connection) {
  const model = connection.model<DecisionRow>('Decision', schema);
  const collection = connection.collection<DecisionRow>('decisions');

  return {
    /** What is kept for these learners, in brief. */
    async known(ruleId: string, userIds: readonly string[]): Promise<Map<string, KnownDecision>> {
      const rows = await model
        .find({ _id: { $in: userIds.map((userId) => idOf({ ruleId, userId })) } })
        .select({ userId: 1, digest: 1, factsDigest: 1, before: 1, 'decision.verdict': 1 })
        .batchSize(ONE_BATCH)
        .lean<(Omit<KnownDecision, 'verdict'> & { decision: { verdict: Verdict } })[]>();
      return new Map(
        rows.map(({ userId, digest, factsDigest, before, decision }) => [
          userId,
          omitUndefined({ userId, digest, factsDigest, verdict: decision.verdict, before }),
        ]),
      );
    },

    /**
     * Keeps these decisions, as inserts where nothing is known yet and with a line of history where the verdict changed.
     * @param known what `known` gave for the same learners
     * @returns whether all of them are kept now, marked for the roster: another worker's may stand in the place of some
     */
    async put(
      records: readonly DecisionRecord[],
      known: ReadonlyMap<string, KnownDecision>,
    ): Promise<boolean> {
      if (records.length === 0) return true;
      const due = rosterDue();
      const fresh = records.filter((record) => !known.has(record.userId));
      const rows = fresh.map((record): DecisionRow => ({
        _id: idOf(record),
        ...record,
        past: [],
        ...due,
      }));
      // One that another worker has just inserted stays; if it differs, the next check sees it by its digest.
      const refused =
        rows.length > 0
          ? await duplicatesOf(collection.insertMany(rows, { ordered: false }))
          : new Set();
      const changes = records.flatMap((record) => {
        const _id = idOf(record);
        const earlier = known.get(record.userId);
        if (!earlier) return [];
        const { before, ...rest } = record;
        const set = { ...rest, ...due };
        const past: PastVerdict = { at: record.at, verdict: earlier.verdict };
        const changed = earlier.verdict !== record.decision.verdict;
        return {
          updateOne: {
            filter: { _id },
            update: omitUndefined({
              $set: before ? { ...set, before } : set,
              $unset: before ? undefined : { before: 1 as const },
              $push: changed ? { past: { $each: [past], $slice: -KEPT } } : undefined,
            }),
          },
        };
      });
      if (changes.length === 0) return refused.size === 0;
      const { matchedCount } = await collection.bulkWrite(changes, { ordered: false });
      return refused.size === 0 && matchedCount === changes.length;
    },

    async get(
      ruleId: string,
      userId: string,
    ): Promise<(DecisionRecord & { past: readonly PastVerdict[] }) | null> {
      return model.findOne({ _id: idOf({ ruleId, userId }) }).lean<DecisionRow>();
    },

    /** What is kept for these learners. */
    async listFor(ruleId: string, userIds: readonly string[]): Promise<DecisionRecord[]> {
      const ids = userIds.map((userId) => idOf({ ruleId, userId }));
      return model
        .find({ _id: { $in: ids } })
        .batchSize(ONE_BATCH)
        .lean<DecisionRow[]>();
    },

    async list(ruleId: string): Promise<DecisionRecord[]> {
      return model.find(ofRule(ruleId)).sort({ _id: 1 }).lean<DecisionRow[]>();
    },

    /** Who has a decision of the rule. */
    async listUsers(ruleId: string): Promise<string[]> {
      const rows = await model
        .find(ofRule(ruleId))
        .select({ userId: 1 })
        .sort({ _id: 1 })
        .batchSize(MANY)
        .lean();
      return rows.map(({ userId }) => userId);
    },

    async listForLearner(platformId: string, userId: string): Promise<DecisionRecord[]> {
      return model.find({ platformId, userId }).lean<DecisionRow[]>();
    },
  };
}
