import { omitUndefined } from '../base/index.js';
import { isDuplicateKey, type Connection } from '../store/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import { fromRow, schema, type CheckRow } from './check-schema.js';
import type { CourseCheck, SeenCourse } from './course-check.js';

/** A course whose time has come. */
export interface DueCheck {
  readonly id: string;
  readonly platformId: string;
  /** Whether a process claimed the course and ended, or stood still, before it was done with it. */
  readonly wasCut: boolean;
}

/** Who claims courses, and from when until when the claim holds. */
export interface Claim {
  readonly by: string;
  readonly now: Date;
  readonly until: Date;
}

/** How a look went after which nothing but the times is to be noted. */
export interface QuietNote {
  readonly id: string;
  /** The claim under which it was looked at. */
  readonly by: string;
  readonly checkedAt: Date;
  readonly nextAt: Date;
  /** What it saw; absent where that is what was seen before. */
  readonly seen?: SeenCourse;
  /** When the look began: who asked for the course since then is not forgotten. */
  readonly begunAt: Date;
}

const isFree = (now: Date) => ({ claimedUntil: { $not: { $gt: now } } });

const ENDED = { $unset: { claimedBy: 1 as const, claimedUntil: 1 as const } };

export type ClaimStore = ReturnType<typeof createClaimStore>;

/**
 * Courses that are due, and who looks at them: the claim stands in the course's own row, where one step of the store decides
 * whose it is. A claim that is not prolonged runs out.
 */
export function createClaimStore(connection: Connection) {
  const model = connection.model<CheckRow>('CourseCheck', schema);
  /** Courses that are still under these claims. */
  const mine = (claims: readonly Pick<QuietNote, 'id' | 'by'>[]) => ({
    _id: { $in: claims.map(({ id }) => id) },
    claimedBy: { $in: [...new Set(claims.map(({ by }) => by))] },
  });
  return {
    /**
     * Courses whose time has come and that nobody has claimed, the longest waiting first.
     * @param platformIds those of these platforms alone
     */
    async findDue(now: Date, limit: number, platformIds?: readonly string[]): Promise<DueCheck[]> {
      const of = platformIds ? { platformId: { $in: [...platformIds] } } : {};
      const rows = await model
        .find({ nextAt: { $lte: now }, ...isFree(now), ...of })
        .sort({ nextAt: 1 })
        .limit(limit)
        .select({ platformId: 1, claimedBy: 1 })
        .lean<CheckRow[]>();
      return rows.map(({ _id: id, platformId, claimedBy }) => ({
        id,
        platformId,
        wasCut: claimedBy !== undefined,
      }));
    },

    /** The platforms that have a course on the list: one step by the index for each, however many courses it has. */
    async listPlatforms(): Promise<string[]> {
      const found: string[] = [];
      for (let after = ''; ;) {
        const next = await model
          .findOne({ platformId: { $gt: after } })
          .sort({ platformId: 1, nextAt: 1 })
          .select({ platformId: 1 })
          .lean<CheckRow>();
        if (next === null) return found;
        after = next.platformId;
        found.push(after);
      }
    },

    /**
     * Claims courses; each is one step of the store, so that of two who try one gets it.
     * @param isDue only those whose time has come
     * @returns those that were free
     */
    async take(ids: readonly string[], { by, now, until }: Claim, isDue: boolean) {
      if (ids.length === 0) return [];
      const due = isDue ? { nextAt: { $lte: now } } : {};
      const filter = { _id: { $in: [...ids] }, ...isFree(now), ...due };
      await model.updateMany(filter, { $set: { claimedBy: by, claimedUntil: until } });
      const rows = await model.find({ _id: { $in: [...ids] }, claimedBy: by }).lean<CheckRow[]>();
      return rows.map((row) => ({ id: row._id, check: fromRow(row) }));
    },

    /**
     * Claims one course, due or not and whether it is on the list or not, and counts that a look at it begins.
     * @returns null where somebody else has it
     */
    async hold(tenant: CourseKey, { by, now, until }: Claim): Promise<CourseCheck | null> {
      try {
        const row = await model
          .findOneAndUpdate(
            { _id: courseKeyText(tenant), ...isFree(now) },
            {
              $set: { claimedBy: by, claimedUntil: until },
              $inc: { begun: 1 },
              $setOnInsert: { ...tenant, nextAt: now, failures: 0, digests: {} },
            },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<CheckRow>();
        return fromRow(row);
      } catch (error) {
        // The row is there, and not free.
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },

    /** @returns the ids whose claim was prolonged; the others are somebody else's, or gone */
    async prolong(
      claims: readonly Pick<QuietNote, 'id' | 'by'>[],
      until: Date,
    ): Promise<ReadonlySet<string>> {
      const done = await model.updateMany(mine(claims), { $set: { claimedUntil: until } });
      if (done.matchedCount === claims.length) return new Set(claims.map(({ id }) => id));
      const rows = await model.find(mine(claims)).select({ _id: 1 }).lean<CheckRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },

    /** Ends claims; the courses are as due as they were. */
    async release(claims: readonly Pick<QuietNote, 'id' | 'by'>[]): Promise<void> {
      if (claims.length > 0) await model.updateMany(mine(claims), ENDED);
    },

    /** Notes that courses were as before, in one command, and ends the claims on them. */
    async noteQuiet(notes: readonly QuietNote[]): Promise<void> {
      const done = await model.bulkWrite(
        notes.map(({ id, by, checkedAt, nextAt, seen, begunAt }) => ({
          updateOne: {
            filter: { _id: id, claimedBy: by, wantedAt: { $not: { $gt: begunAt } } },
            update: { $set: omitUndefined({ checkedAt, nextAt, seen }), ...ENDED },
          },
        })),
        { ordered: false },
      );
      if (done.matchedCount === notes.length) return;
      // Somebody asked for these meanwhile, or has them by now: what was asked for decides when they are due.
      const rest = await model.find(mine(notes)).lean<CheckRow[]>();
      const noteOf = new Map(notes.map((note) => [note.id, note]));
      for (const { _id, wantedAt } of rest) {
        const note = noteOf.get(_id);
        if (note === undefined) continue;
        const { checkedAt, nextAt } = note;
        const soonest = wantedAt && wantedAt < nextAt ? wantedAt : nextAt;
        const same = { _id, claimedBy: note.by, wantedAt: wantedAt ?? { $exists: false } };
        await model.updateOne(same, { $set: { checkedAt, nextAt: soonest }, ...ENDED });
      }
    },
  };
}
