import { omitUndefined } from '../base/index.js';
import { tellWith } from '../events/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import { readBacklog, repeatUpsert, type Backlog, type Connection } from '../store/index.js';
import { fromRow, schema, type CheckRow } from './check-schema.js';
import type { CheckFailure, CourseCheck } from './course-check.js';

export type { CheckFailure, CheckGap, CourseCheck, InputFailure, OddRows } from './course-check.js';

export type CheckStore = ReturnType<typeof createCheckStore>;

export function createCheckStore(connection: Connection) {
  const model = connection.model<CheckRow>('CourseCheck', schema);
  return {
    async get(tenant: CourseKey): Promise<CourseCheck | null> {
      const row = await model.findOne({ _id: courseKeyText(tenant) }).lean<CheckRow>();
      return row && fromRow(row);
    },

    /** Counts a look at a whole course that a process did not end before; {@link save} notes its end. */
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
     * Notes how a check went that began at `begunAt`, and ends the claim on the course. Who asked for the course since then
     * is not forgotten.
     * @param news what the feed tells of it
     * @param claimedBy who claimed the course; where somebody else has it by now, nothing is written. Absent: nobody did
     */
    async save(
      { tenant, ...check }: Omit<CourseCheck, 'stirredAt' | 'begun' | 'wantedAt'>,
      begunAt: Date,
      news?: 'check.failed' | 'check.recovered',
      claimedBy?: string,
    ): Promise<void> {
      const { failure, ...rest } = check;
      const tells = news && tellWith(news, begunAt);
      const set = { ...rest, ...tells?.set };
      const gone = omitUndefined({
        begun: 1 as const,
        claimedBy: 1 as const,
        claimedUntil: 1 as const,
        inputFailures: rest.inputFailures ? undefined : (1 as const),
        oddRows: rest.oddRows ? undefined : (1 as const),
        seen: rest.seen ? undefined : (1 as const),
      });
      const noted = failure
        ? { $set: { ...set, failure }, $unset: gone }
        : { $set: set, $unset: { ...gone, failure: 1 as const, unread: 1 as const } };
      const change = omitUndefined({ ...noted, $push: tells?.push });
      const _id = courseKeyText(tenant);
      const row =
        claimedBy === undefined
          ? await repeatUpsert(() =>
              model
                .findOneAndUpdate(
                  { _id },
                  { ...change, $setOnInsert: { ...tenant } },
                  { upsert: true },
                )
                .lean<CheckRow>()
                .exec(),
            )
          : await model.findOneAndUpdate({ _id, claimedBy }, change).lean<CheckRow>();
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
