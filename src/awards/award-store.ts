import { omitUndefined } from '../base/index.js';
import { UNTOLD_INDEX } from '../events/index.js';
import type { CourseKey } from '../grades/index.js';
import { duplicatesOf, readBacklog, type Backlog, type Connection } from '../store/index.js';
import type { Award } from './award.js';
import { type AwardRow, FALLEN, schema, toRow, fromRow } from './award-schema.js';
import { createAwardListStore } from './award-list-store.js';
import { createAwardRecordStore, indexForRecord } from './award-record-store.js';
import { createFallStore } from './fall-store.js';
import { createVersionStore } from './version-store.js';
import { createRetractionStore } from './retraction-store.js';
import { givenFirst, givenWith, revokedWith } from './tell-award.js';
import { createReminderStore } from './reminder-store.js';
import { dueFirst, ROSTER_DUE_INDEX, rosterDue } from './roster-due.js';

/** This index is the lock: there is one award for a person, an achievement version and a period of validity. */
schema.index(
  { personKey: 1, achievementId: 1, achievementVersion: 1, period: 1 },
  { unique: true },
);
/** There is one renewal of an award, also where two workers know different versions. */
schema.index({ renews: 1 }, { unique: true, sparse: true });
schema.index({ remindAt: 1 }, { sparse: true });
schema.index({ ruleId: 1, _id: 1 });
// The list of a tenant's awards, page by page.
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
// What is unfinished, and no more: of a course in the order of ids, and of all to be counted. A sparse index over several
// fields holds every award, since each has one of them.
schema.index(
  { platformId: 1, deploymentId: 1, contextId: 1, _id: 1 },
  { partialFilterExpression: { todo: { $exists: true } } },
);
schema.index({ todo: 1 }, { sparse: true });
schema.index({ 'fall.dueAt': 1 }, { sparse: true });
schema.index({ ruleId: 1, 'fall.since': 1 }, { partialFilterExpression: FALLEN });
schema.index({ achievementId: 1, state: 1, awardedAt: -1 });
// How many were given when, of a platform or of one of its deployments: counted from the index alone.
schema.index({ platformId: 1, awardedAt: 1, deploymentId: 1 });
schema.index({ 'retraction.until': 1 }, { sparse: true });
schema.index(...ROSTER_DUE_INDEX);
schema.index(...UNTOLD_INDEX);
indexForRecord(schema);

/** The size of one batch, in place of MongoDB's first batch of 101 with a second request for the rest. */
const ONE_BATCH = 1_000;

export type AwardStore = ReturnType<typeof createAwardStore>;

export function createAwardStore(connection: Connection) {
  const model = connection.model<AwardRow>('Award', schema);
  const collection = connection.collection<AwardRow>('awards');
  const change = async (filter: object, update: object): Promise<boolean> =>
    (await model.updateOne(filter, update)).modifiedCount === 1;

  return {
    ...createRetractionStore(model),
    ...createFallStore(model),
    ...createVersionStore(model),
    ...createAwardListStore(model),
    ...createAwardRecordStore(model),
    ...createReminderStore(model),

    /** Inserts what is not there yet. @returns the awards that this call inserted; the others had one already. */
    async insertNew(awards: readonly Award[]): Promise<Award[]> {
      if (awards.length === 0) return [];
      const rows = awards.map((award) => ({
        ...toRow(award),
        ...dueFirst(award),
        ...givenFirst(award),
      }));
      const insert = collection.insertMany(rows, { ordered: false });
      const refused = await duplicatesOf(insert);
      return awards.filter((_, index) => !refused.has(index));
    },

    /** Counts what was given after a moment and up to another, on a platform or in one of its deployments. */
    countGiven: (
      { platformId, deploymentId }: { readonly platformId: string; readonly deploymentId?: string },
      after: Date,
      until: Date,
    ): Promise<number> =>
      model
        .countDocuments(
          omitUndefined({ platformId, awardedAt: { $gt: after, $lte: until }, deploymentId }),
        )
        .exec(),

    async get(tenant: CourseKey, id: string): Promise<Award | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<AwardRow>();
      return row && fromRow(row);
    },

    /** Awards of any version of an achievement, in any state, for these people. */
    async findFor(achievementId: string, personKeys: readonly string[]): Promise<Award[]> {
      const rows = await model
        .find({ personKey: { $in: [...personKeys] }, achievementId })
        .batchSize(ONE_BATCH)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    async findByIds(ids: readonly string[]): Promise<Award[]> {
      return (await model.find({ _id: { $in: [...ids] } }).lean<AwardRow[]>()).map(fromRow);
    },

    /** Who of these people holds which of these achievements, since when: one line for each active award. */
    async findHeld(
      achievementIds: readonly string[],
      personKeys: readonly string[],
    ): Promise<Pick<Award, 'personKey' | 'achievementId' | 'awardedAt'>[]> {
      return model
        .find({
          personKey: { $in: [...personKeys] },
          achievementId: { $in: [...achievementIds] },
          state: 'active',
        })
        .select({ _id: 0, personKey: 1, achievementId: 1, awardedAt: 1 })
        .lean<Pick<Award, 'personKey' | 'achievementId' | 'awardedAt'>[]>();
    },

    /** The learners of a platform who hold any of these achievements. */
    async listHolders(platformId: string, achievementIds: readonly string[]): Promise<string[]> {
      const filter = {
        achievementId: { $in: [...achievementIds] },
        state: 'active' as const,
        platformId,
      };
      return model.distinct('userId', filter);
    },

    /** Changes whenever somebody gains or loses one of these achievements. */
    async holdersVersion(achievementIds: readonly string[]): Promise<string> {
      const filter = { achievementId: { $in: [...achievementIds] }, state: 'active' as const };
      const [count, last] = await Promise.all([
        model.countDocuments(filter),
        model.findOne(filter).sort({ awardedAt: -1 }).select({ awardedAt: 1 }).lean<AwardRow>(),
      ]);
      return `${count}@${last?.awardedAt.toISOString() ?? ''}`;
    },

    /** How many hold what a rule gives. @param most how many are counted, where nobody asks for more */
    async countByRule(ruleId: string, most?: number): Promise<number> {
      return model.countDocuments({ ruleId, state: 'active' }, omitUndefined({ limit: most }));
    },

    /** What a crash may have left between granting and notifying, of one course. */
    async listUnfinished(limit: number, tenant: CourseKey): Promise<Award[]> {
      const rows = await model
        .find({ ...tenant, todo: { $exists: true } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** Whether anything is left to be issued, told or taken back in one of these courses of a deployment. */
    async hasUnfinished(
      { platformId, deploymentId }: Pick<CourseKey, 'platformId' | 'deploymentId'>,
      contextIds: readonly string[],
    ): Promise<boolean> {
      const contextId = { $in: [...contextIds] };
      const found = { platformId, deploymentId, contextId, todo: { $exists: true } };
      return (await model.exists(found)) !== null;
    },

    /** How many awards still have to be issued, told or taken back. */
    async countUnfinished(within: Partial<CourseKey> | null): Promise<number> {
      return model.countDocuments({ todo: { $exists: true }, ...within });
    },

    /** Awards that are still to be issued, told or taken back. */
    backlog: (): Promise<Backlog> =>
      readBacklog(connection.collection('awards'), { todo: { $exists: true } }),

    /**
     * Takes awards off the list of what is to be done.
     * @param areDecided each was inserted lately, and a decision that the roster does not tell yet was kept behind it: that
     *   has the roster look at both
     */
    async finish(
      awards: readonly Award[],
      notNotified: ReadonlySet<string>,
      { areDecided = false }: { readonly areDecided?: boolean } = {},
    ): Promise<void> {
      const ids = (chosen: readonly Award[]) => chosen.map((award) => award.id);
      const silent = awards.filter((award) => notNotified.has(award.id));
      const rest = awards.filter((award) => !notNotified.has(award.id));
      // An award stays on the list where something else was asked for meanwhile, as a giving that is taken back.
      const filter = (chosen: readonly Award[]) => ({
        _id: { $in: ids(chosen) },
        todo: chosen[0]?.todo ?? null,
      });
      let left = rest.length;
      if (left > 0 && areDecided) {
        const asInserted = { ...filter(rest), rosterDue: { $in: ids(rest) } };
        const done = await model.updateMany(asInserted, { $unset: { todo: 1, rosterDue: 1 } });
        left -= done.modifiedCount;
      }
      if (left > 0) await model.updateMany(filter(rest), { $unset: { todo: 1 } });
      if (silent.length > 0) {
        const update = {
          $unset: { todo: 1 as const },
          $set: { notNotified: true, ...rosterDue() },
        };
        await model.updateMany(filter(silent), update);
      }
    },

    /** Gives an award again that was undone, or was lost to a fallen grade. @returns false when somebody else did. */
    async giveAgain(award: Award, next: Award): Promise<boolean> {
      const { _id, ...set } = toRow({ ...next, id: award.id, cycle: award.cycle + 1 });
      const tells = givenWith(next);
      return change(
        { _id, cycle: award.cycle, state: award.state },
        {
          $set: { ...set, ...rosterDue(), ...tells.set },
          $push: tells.push,
          $unset: omitUndefined({
            fall: 1,
            revokedFor: 1,
            takenAt: 1,
            retraction: 1,
            notNotified: 1,
            batch: set.batch ? undefined : 1,
            origin: set.origin ? undefined : 1,
            parts: set.parts ? undefined : 1,
            validUntil: set.validUntil ? undefined : 1,
            remindAt: set.remindAt ? undefined : 1,
          }),
        },
      );
    },

    /** The active awards that renew any of these. */
    async listRenewing(ids: readonly string[]): Promise<Award[]> {
      const filter = { renews: { $in: [...ids] }, state: 'active' as const };
      return (await model.find(filter).lean<AwardRow[]>()).map(fromRow);
    },

    /**
     * Takes awards back: they stop counting now, and their badges are revoked by what works through the list.
     * @returns how many were taken back; others were before
     */
    async takeBack(
      awards: readonly Award[],
      set: Pick<Award, 'state'> & Partial<Pick<Award, 'reason' | 'actor' | 'revokedFor'>>,
    ): Promise<number> {
      const tells = revokedWith();
      const taken = await model.updateMany(
        { _id: { $in: awards.map((award) => award.id) }, state: 'active' },
        {
          $set: { ...set, todo: 'take', ...rosterDue(), ...tells.set },
          $push: tells.push,
          $unset: { fall: 1 },
        },
      );
      return taken.modifiedCount;
    },

    /** Takes a denial back that a job made. @returns false where it is no more, or another one */
    async removeDenial(award: Pick<Award, 'id' | 'batch'>): Promise<boolean> {
      const filter = { _id: award.id, state: 'denied' as const, batch: award.batch ?? '' };
      return (await model.deleteOne(filter)).deletedCount === 1;
    },
  };
}
