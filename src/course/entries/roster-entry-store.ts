import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import {
  duplicatesOf,
  findByWords,
  hasAllWords,
  searchedWords,
  type Connection,
} from '../../store/index.js';
import type { LearnerStatus } from './learner-status.js';
import { namelessKeys, type RosterEntry } from './roster-entry.js';

interface EntryRow extends RosterEntry, CourseKey {
  _id: string;
}

const schema = new Schema<EntryRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    userId: { type: String, required: true },
    name: String,
    nameKey: { type: String, required: true },
    words: { type: [String], required: true },
    standing: { type: String, required: true },
    grade: { type: Number, required: true },
    awardedAt: Date,
    hasLeft: Boolean,
    nextAt: Date,
  },
  { versionKey: false, collection: 'roster_entries' },
);
/** One index for each order, over all statuses and over one; each is read backwards, too. */
for (const by of ['nameKey', 'grade', 'awardedAt'] as const) {
  schema.index({ ruleId: 1, [by]: 1, _id: 1 });
  schema.index({ ruleId: 1, standing: 1, [by]: 1, _id: 1 });
}
schema.index({ ruleId: 1, words: 1 });
schema.index({ platformId: 1, userId: 1 });
schema.index(
  { platformId: 1, deploymentId: 1, contextId: 1, nextAt: 1 },
  { partialFilterExpression: { nextAt: { $exists: true } } },
);

/** The orders of a roster, by the field that each sorts by. */
export const ROSTER_ORDERS = { name: 'nameKey', grade: 'grade', date: 'awardedAt' } as const;
export type RosterOrder = keyof typeof ROSTER_ORDERS;

/** Which part of a roster is asked for. */
export interface RosterView {
  readonly standing?: LearnerStatus | undefined;
  /** Words of a search; each is the beginning of a word of the name. */
  readonly search?: string | undefined;
  readonly order: RosterOrder;
  readonly isDown: boolean;
}

/** The most entries that a search returns. */
export const MOST_FOUND = 1_000;
/** Filters by status and search. */
function filterOf(ruleId: string, { standing, search = '' }: Partial<RosterView>): object {
  return { ...omitUndefined({ ruleId, standing }), ...hasAllWords(searchedWords(search)) };
}

/** Compares as the index does: absent values first, then by id. */
function compareBy(field: 'nameKey' | 'grade' | 'awardedAt', isDown: boolean) {
  const valueOf = (entry: RosterEntry) => entry[field] ?? 0;
  const compare = (a: RosterEntry, b: RosterEntry) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x < y) return -1;
    return x > y ? 1 : Number(a.userId > b.userId) - Number(a.userId < b.userId);
  };
  return isDown ? (a: RosterEntry, b: RosterEntry) => compare(b, a) : compare;
}

const idOf = ({ ruleId, userId }: Pick<RosterEntry, 'ruleId' | 'userId'>) => `${ruleId}/${userId}`;

/** The store of roster entries; see {@link createRosterEntryStore}. */
export type RosterEntryStore = ReturnType<typeof createRosterEntryStore>;

/** @returns the store of roster entries */
export function createRosterEntryStore(connection: Connection) {
  const model = connection.model<EntryRow>('RosterEntry', schema);
  // The driver is used directly: mongoose would cast each of thousands of rows.
  const collection = connection.collection<EntryRow>('roster_entries');
  /** Finds what a view shows, {@link MOST_FOUND} and one at most. */
  function findByRarest(ruleId: string, { standing, search }: RosterView): Promise<RosterEntry[]> {
    const most = MOST_FOUND + 1;
    return findByWords(searchedWords(search), {
      count: (filter, limit) =>
        model
          .countDocuments({ ruleId, ...filter }, { limit })
          .hint({ ruleId: 1, words: 1 })
          .exec(),
      read: (filter) =>
        model
          .find({ ...omitUndefined({ ruleId, standing }), ...filter })
          .limit(most)
          .batchSize(most)
          .lean<RosterEntry[]>()
          .exec(),
    });
  }

  return {
    /**
     * Reads a page of a roster in its order, counting from the nearer end.
     * @param total how many entries there are
     */
    async page(ruleId: string, view: RosterView, total: number, skip: number, limit: number) {
      const size = Math.max(0, Math.min(limit, total - skip));
      if (size === 0) return [];
      const fromEnd = total - skip - size;
      const isTurned = fromEnd < skip;
      const down = view.isDown === isTurned ? 1 : -1;
      const by = ROSTER_ORDERS[view.order];
      const rows = await model
        .find(filterOf(ruleId, { standing: view.standing }))
        .sort({ [by]: down, _id: down })
        // Else MongoDB tries every index anew for a page further on than the one it chose by, and reads the whole roster for it.
        .hint(omitUndefined({ ruleId: 1, standing: view.standing && 1, [by]: 1, _id: 1 }))
        .skip(isTurned ? fromEnd : skip)
        .limit(size)
        .select({ words: 0 })
        .lean<RosterEntry[]>();
      return isTurned ? rows.reverse() : rows;
    },
    /** Reads entries by name, of one status or of all, from after an entry. */
    async byName(
      ruleId: string,
      standing: LearnerStatus | undefined,
      after: RosterEntry | undefined,
      limit: number,
    ): Promise<RosterEntry[]> {
      const read = (filter: object, most: number) =>
        model
          .find(omitUndefined({ ruleId, standing, ...filter }))
          .sort({ nameKey: 1, _id: 1 })
          .hint(omitUndefined({ ruleId: 1, standing: standing && 1, nameKey: 1, _id: 1 }))
          .limit(most)
          .select({ words: 0 })
          .batchSize(MOST_FOUND)
          .lean<RosterEntry[]>()
          .exec();
      if (after === undefined) return read({}, limit);
      // Of one name there may be several, told apart by their ids.
      const { nameKey } = after;
      const same = await read({ nameKey, _id: { $gt: idOf(after) } }, limit);
      if (same.length === limit) return same;
      return [...same, ...(await read({ nameKey: { $gt: nameKey } }, limit - same.length))];
    },
    /** Finds the entries of a search in the order of a view, at most {@link MOST_FOUND}. */
    async search(ruleId: string, view: RosterView) {
      const rows = await findByRarest(ruleId, view);
      rows.sort(compareBy(ROSTER_ORDERS[view.order], view.isDown));
      return { found: rows.slice(0, MOST_FOUND), isMore: rows.length > MOST_FOUND };
    },
    /** Lists the learners whom a view shows, at most `limit`, by their ids. */
    async list(ruleId: string, view: Partial<RosterView>, limit: number) {
      return model
        .find(filterOf(ruleId, view))
        .limit(limit)
        .select({ words: 0 })
        .batchSize(MOST_FOUND)
        .lean<RosterEntry[]>();
    },
    /** Finds the entries of these learners, where they are on the badge's roster. */
    async findMany(ruleId: string, userIds: readonly string[]) {
      const ids = userIds.map((userId) => idOf({ ruleId, userId }));
      return model
        .find({ _id: { $in: ids } })
        .select({ words: 0 })
        .batchSize(MOST_FOUND)
        .lean<RosterEntry[]>();
    },
    /**
     * Counts the badges that learners hold by when they were given.
     * @param starts of the stretches of time, in their order; each ends where the next one begins, the last one never
     */
    countGiven: (ruleId: string, starts: readonly Date[]): Promise<number[]> =>
      Promise.all(
        starts.map((from, at) =>
          model
            .countDocuments({
              ruleId,
              awardedAt: omitUndefined({ $gte: from, $lt: starts[at + 1] }),
            })
            .exec(),
        ),
      ),
    /** Counts the learners who have not reached the mark and have at least this grade, in percent. */
    countNear: (ruleId: string, grade: number) =>
      model.countDocuments({ ruleId, standing: 'not-yet', grade: { $gte: grade } }).exec(),
    /** Lists all entries of a rule with a few of their fields. */
    async brief(ruleId: string) {
      return model
        .find({ ruleId })
        .select({ _id: 0, userId: 1, name: 1, hasLeft: 1, standing: 1 })
        .batchSize(5_000)
        .lean<Pick<RosterEntry, 'userId' | 'name' | 'hasLeft' | 'standing'>[]>();
    },
    async countStandings(ruleId: string): Promise<Partial<Record<LearnerStatus, number>>> {
      const rows = await model.aggregate<{ _id: LearnerStatus; count: number }>([
        { $match: { ruleId } },
        { $group: { _id: '$standing', count: { $sum: 1 } } },
      ]);
      return Object.fromEntries(rows.map(({ _id, count }) => [_id, count]));
    },
    /** Lists entries of a course whose status changes by the passing of time, and is due. */
    async listDue({ platformId, deploymentId, contextId }: CourseKey, now: Date, limit: number) {
      return model
        .find({ platformId, deploymentId, contextId, nextAt: { $lte: now } })
        .limit(limit)
        .select({ ruleId: 1, userId: 1 })
        .lean<Pick<RosterEntry, 'ruleId' | 'userId'>[]>();
    },
    /**
     * Saves entries in the place of what is there.
     * @param isFirst most are not there yet: they are inserted, which costs less
     */
    async save(course: CourseKey, entries: readonly RosterEntry[], isFirst = false): Promise<void> {
      if (entries.length === 0) return;
      const { platformId, deploymentId, contextId } = course;
      const rows = entries.map((entry) => {
        const words = [...entry.words];
        return { _id: idOf(entry), platformId, deploymentId, contextId, ...entry, words };
      });
      const there = isFirst
        ? await duplicatesOf(collection.insertMany(rows, { ordered: false }))
        : undefined;
      const changes = rows.flatMap(({ _id, ...replacement }, at) =>
        there?.has(at) === false
          ? []
          : { replaceOne: { filter: { _id }, replacement, upsert: true } },
      );
      if (changes.length > 0) await collection.bulkWrite(changes, { ordered: false });
    },
    async remove(ruleId: string, userIds: readonly string[]): Promise<void> {
      if (userIds.length === 0) return;
      const ids = userIds.map((userId) => idOf({ ruleId, userId }));
      await model.deleteMany({ _id: { $in: ids } });
    },
    /** Removes a person's name from their entries. */
    async forget(platformId: string, userId: string): Promise<void> {
      const update = { $set: namelessKeys(platformId, userId), $unset: { name: 1 as const } };
      await model.updateMany({ platformId, userId }, update);
    },
    /** Lists the entries of a person. */
    listOf: (platformId: string, userId: string) =>
      model
        .find({ platformId, userId })
        .select({ words: 0, nameKey: 0 })
        .lean<RosterEntry[]>()
        .exec(),
  };
}
