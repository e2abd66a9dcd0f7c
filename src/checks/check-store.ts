import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import {
  tellWith,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from '../events/index.js';
import { courseKeyText, type CourseKey, type Notice } from '../grades/index.js';
import { readBacklog, repeatUpsert, type Backlog, type Connection } from '../store/index.js';

/** Why the last check of a course did not succeed, in words for its instructors. */
export interface CheckFailure {
  readonly at: Date;
  readonly code: string;
  readonly message: string;
  /** What the words of its code are filled with, in any language. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** How long the platform asks to be left alone. */
  readonly retryAfterSeconds?: number;
}

/** What a way of reading does not cover, in words for the course's instructors. */
export type CheckGap = Pick<Notice, 'code' | 'values' | 'reason' | 'remedy'>;

/** An assessment that could not be read, or may not be relied on, while others of its course could. */
export interface InputFailure {
  /** The assessment's key among those of the course. */
  readonly key: string;
  readonly title: string;
  /** The rules that wait for it. */
  readonly ruleIds: readonly string[];
  /** Failures in a row. */
  readonly failures: number;
  /** When the assessment is read again; a check that somebody asked for reads it at once. */
  readonly nextAt: Date;
  readonly failure: CheckFailure;
}

/** Rows of an assessment that could not be read. */
export interface OddRows {
  readonly title: string;
  readonly count: number;
  /** Whom the first of them are about. */
  readonly userIds: readonly string[];
}

/** When a course was last looked at, how that went, and when it is looked at next. */
export interface CourseCheck {
  readonly tenant: CourseKey;
  readonly checkedAt?: Date;
  readonly nextAt: Date;
  /** Failures in a row. */
  readonly failures: number;
  readonly failure?: CheckFailure;
  /** Why the last look at one learner alone did not succeed; gone after the next look that does. */
  readonly unread?: CheckFailure;
  /** What the last look did not cover, though it succeeded. */
  readonly gaps?: readonly CheckGap[];
  /** What failed while the rest of the course was read. */
  readonly inputFailures?: readonly InputFailure[];
  readonly oddRows?: readonly OddRows[];
  /** When a check last found something that had changed. */
  readonly changedAt?: Date;
  /** When a learner last came in: more is to be expected. */
  readonly stirredAt?: Date;
  /** Looks at the whole course that began and have not ended: more than one where the program ended in the middle. */
  readonly begun?: number;
  /** By rule: the digest of everything its last complete check saw. */
  readonly digests: Readonly<Record<string, string>>;
}

interface CheckRow extends Omit<CourseCheck, 'tenant'>, CourseKey, Untold {
  _id: string;
  /** When it was last asked for. */
  readonly wantedAt?: Date;
}

const schema = new Schema<CheckRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    checkedAt: Date,
    nextAt: { type: Date, required: true },
    failures: { type: Number, required: true },
    failure: Schema.Types.Mixed,
    unread: Schema.Types.Mixed,
    gaps: Schema.Types.Mixed,
    // The field is absent, and no empty list, in the rows of courses where all is well.
    inputFailures: { type: Schema.Types.Mixed },
    oddRows: { type: Schema.Types.Mixed },
    changedAt: Date,
    stirredAt: Date,
    wantedAt: Date,
    begun: Number,
    digests: { type: Schema.Types.Mixed, required: true },
    ...UNTOLD_FIELDS,
  },
  { versionKey: false, minimize: false, collection: 'course_checks' },
);
schema.index({ nextAt: 1 });
schema.index(...UNTOLD_INDEX);
schema.index({ platformId: 1, nextAt: 1 });
// What the pages on health ask for, of all platforms and of one: the latest read, and those that fail.
schema.index({ checkedAt: -1 }, { sparse: true });
schema.index({ platformId: 1, checkedAt: -1 });
schema.index({ failures: -1 });
schema.index({ platformId: 1, failures: -1 });

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: CheckRow): CourseCheck => ({
  tenant: { platformId, deploymentId, contextId },
  ...withoutUntold(rest),
});

export type CheckStore = ReturnType<typeof createCheckStore>;

export function createCheckStore(connection: Connection) {
  const model = connection.model<CheckRow>('CourseCheck', schema);
  return {
    async get(tenant: CourseKey): Promise<CourseCheck | null> {
      const row = await model.findOne({ _id: courseKeyText(tenant) }).lean<CheckRow>();
      return row && fromRow(row);
    },

    /** Notes that a look at the whole course begins, before anything is read; {@link save} notes its end. */
    async begin(tenant: CourseKey): Promise<CourseCheck | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: courseKeyText(tenant) },
          { $inc: { begun: 1 } },
          { returnDocument: 'after' },
        )
        .lean<CheckRow>();
      return row && fromRow(row);
    },

    /** Courses whose time has come, the longest waiting first. @param without platforms to be left out */
    async listDue(now: Date, limit: number, without: readonly string[] = []): Promise<CourseKey[]> {
      const others = without.length > 0 ? { platformId: { $nin: [...without] } } : {};
      const rows = await model
        .find({ nextAt: { $lte: now }, ...others })
        .sort({ nextAt: 1 })
        .limit(limit)
        .lean<CheckRow[]>();
      return rows.map((row) => fromRow(row).tenant);
    },

    async isDue(tenant: CourseKey, now: Date): Promise<boolean> {
      const due = { _id: courseKeyText(tenant), nextAt: { $lte: now } };
      return (await model.exists(due)) !== null;
    },

    /** The course of a platform that is next. */
    async findFirst(platformId: string): Promise<CourseKey | null> {
      const row = await model.findOne({ platformId }).sort({ nextAt: 1 }).lean<CheckRow>();
      return row && fromRow(row).tenant;
    },

    /** Courses of a platform whose last check failed at or after `since` are due at `nextAt`. */
    async bringForward(platformId: string, since: Date, nextAt: Date): Promise<void> {
      await model.updateMany(
        { platformId, failures: { $gt: 0 }, 'failure.at': { $gte: since } },
        { $min: { nextAt } },
      );
    },

    /** Puts a course on the list, or brings it forward; never puts it off. */
    async scheduleCheck(tenant: CourseKey, nextAt: Date): Promise<void> {
      const change = {
        $setOnInsert: { ...tenant, failures: 0, digests: {} },
        $min: { nextAt },
        $max: { wantedAt: nextAt },
      };
      const _id = courseKeyText(tenant);
      await repeatUpsert(() => model.updateOne({ _id }, change, { upsert: true }));
    },

    /**
     * A learner came in: a course that is on the list is due at `nextAt`, and often for a while after.
     * @returns the course; null where it is not on the list
     */
    async recordActivity(tenant: CourseKey, now: Date, nextAt: Date): Promise<CourseCheck | null> {
      const change = { $set: { stirredAt: now }, $min: { nextAt }, $max: { wantedAt: nextAt } };
      const row = await model
        .findOneAndUpdate({ _id: courseKeyText(tenant) }, change, { returnDocument: 'after' })
        .lean<CheckRow>();
      return row && fromRow(row);
    },

    /**
     * Notes how a check went that began at `begunAt`. Who asked for the course since then is not forgotten.
     * @param news what the feed tells of it
     */
    async save(
      { tenant, ...check }: Omit<CourseCheck, 'stirredAt' | 'begun'>,
      begunAt: Date,
      news?: 'check.failed' | 'check.recovered',
    ): Promise<void> {
      const _id = courseKeyText(tenant);
      const { failure, ...rest } = check;
      const gone = omitUndefined({
        begun: 1 as const,
        inputFailures: rest.inputFailures ? undefined : (1 as const),
        oddRows: rest.oddRows ? undefined : (1 as const),
      });
      const tells = news && tellWith(news, begunAt);
      const set = { ...rest, ...tells?.set };
      const noted = failure
        ? { $set: { ...set, failure }, $unset: gone }
        : { $set: set, $unset: { ...gone, failure: 1 as const, unread: 1 as const } };
      const change = omitUndefined({
        $setOnInsert: { ...tenant },
        ...noted,
        $push: tells?.push,
      });
      const row = await repeatUpsert(() =>
        model.findOneAndUpdate({ _id }, change, { upsert: true }).lean<CheckRow>(),
      );
      const wanted = row?.wantedAt;
      if (wanted && wanted > begunAt) {
        await model.updateOne({ _id }, { $min: { nextAt: wanted } });
      }
    },

    /** Notes how a look at one learner alone went. */
    async recordLearnerFailure(tenant: CourseKey, unread: CheckFailure | undefined): Promise<void> {
      const _id = courseKeyText(tenant);
      if (unread) await model.updateOne({ _id }, { $set: { unread } });
      else await model.updateOne({ _id, unread: { $exists: true } }, { $unset: { unread: 1 } });
    },

    /** How reading goes, on one platform or on all: counts, the latest read, and the worst failures. */
    async sum(of: Partial<CourseKey> | null, now: Date, worst: number) {
      const within = of ?? {};
      const [watched, due, failing, last, failures] = await Promise.all([
        of === null ? model.estimatedDocumentCount() : model.countDocuments(within),
        model.countDocuments({ ...within, nextAt: { $lte: now } }),
        model.countDocuments({ ...within, failures: { $gt: 0 } }),
        model
          .findOne({ ...within, checkedAt: { $exists: true } })
          .sort({ checkedAt: -1 })
          .select({ checkedAt: 1 })
          .lean<CheckRow>(),
        model
          .find({ ...within, failures: { $gt: 0 } })
          .sort({ failures: -1 })
          .limit(worst)
          .lean<CheckRow[]>(),
      ]);
      const checkedAt = last?.checkedAt;
      return { watched, due, failing, checkedAt, worst: failures.map(fromRow) };
    },

    /** Courses whose time has come. */
    backlog: (now: Date): Promise<Backlog> =>
      readBacklog(connection.collection('course_checks'), { nextAt: { $lte: now } }, 'nextAt'),

    /** Takes a course without active rules off the list; one of which something is still to be told, the next time. */
    async forget(tenant: CourseKey): Promise<void> {
      await model.deleteOne({ _id: courseKeyText(tenant), untoldMark: { $exists: false } });
    },
  };
}
