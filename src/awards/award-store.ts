import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import { duplicatesOf, type Connection } from '../store/index.js';
import type { Award, Fall } from './award.js';

interface AwardRow extends Omit<Award, 'id' | 'tenant'>, CourseKey {
  _id: string;
}

const schema = new Schema<AwardRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    achievementId: { type: String, required: true },
    achievementVersion: { type: Number, required: true },
    personKey: { type: String, required: true },
    userId: { type: String, required: true },
    cycle: { type: Number, required: true },
    state: { type: String, required: true },
    todo: String,
    by: { type: String, required: true },
    actor: String,
    reason: String,
    awardedAt: { type: Date, required: true },
    notifyAfter: Date,
    notNotified: Boolean,
    results: { type: Schema.Types.Mixed, required: true },
    fall: Schema.Types.Mixed,
    revokedFor: String,
    period: Number,
    renews: String,
    validUntil: Date,
    remindAt: Date,
  },
  { versionKey: false, minimize: false, collection: 'awards' },
);
/** The lock: whatever happens, one award for a person, an achievement version and a period of validity. */
schema.index(
  { personKey: 1, achievementId: 1, achievementVersion: 1, period: 1 },
  { unique: true },
);
/** And one renewal of an award, also where two workers know different versions. */
schema.index({ renews: 1 }, { unique: true, sparse: true });
schema.index({ remindAt: 1 }, { sparse: true });
schema.index({ ruleId: 1, _id: 1 });
schema.index({ todo: 1, _id: 1 }, { sparse: true });
schema.index({ 'fall.dueAt': 1 }, { sparse: true });
schema.index({ achievementId: 1, state: 1, awardedAt: -1 });

function toRow({ id, tenant, ...rest }: Award): AwardRow {
  return { _id: id, ...tenant, ...rest };
}
function fromRow({ _id, platformId, deploymentId, contextId, ...rest }: AwardRow): Award {
  return { id: _id, tenant: { platformId, deploymentId, contextId }, ...rest };
}

export type AwardStore = ReturnType<typeof createAwardStore>;

export function createAwardStore(connection: Connection) {
  const model = connection.model<AwardRow>('Award', schema);
  const collection = connection.collection<AwardRow>('awards');
  const change = async (filter: object, update: object): Promise<boolean> =>
    (await model.updateOne(filter, update)).modifiedCount === 1;

  return {
    /** Inserts what is not there yet. @returns the awards that this call inserted; the others had one already. */
    async insertNew(awards: readonly Award[]): Promise<Award[]> {
      if (awards.length === 0) return [];
      const insert = collection.insertMany(awards.map(toRow), { ordered: false });
      const refused = await duplicatesOf(insert);
      return awards.filter((_, index) => !refused.has(index));
    },

    async get(tenant: CourseKey, id: string): Promise<Award | null> {
      const row = await model.findOne({ _id: id, ...tenant }).lean<AwardRow>();
      return row && fromRow(row);
    },

    /** Awards of any version of an achievement, in any state, for these people. */
    async findFor(achievementId: string, personKeys: readonly string[]): Promise<Award[]> {
      const rows = await model
        .find({ personKey: { $in: [...personKeys] }, achievementId })
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

    async listByPerson(personKey: string): Promise<Award[]> {
      return (await model.find({ personKey }).lean<AwardRow[]>()).map(fromRow);
    },

    /** In the order of ids, from after `after`. */
    async listByRule(
      ruleId: string,
      options: { after?: string; limit?: number } = {},
    ): Promise<Award[]> {
      const rows = await model
        .find({ ruleId, ...(options.after ? { _id: { $gt: options.after } } : {}) })
        .sort({ _id: 1 })
        .limit(options.limit ?? 1_000)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
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
    async holdersMark(achievementIds: readonly string[]): Promise<string> {
      const filter = { achievementId: { $in: [...achievementIds] }, state: 'active' as const };
      const [count, last] = await Promise.all([
        model.countDocuments(filter),
        model.findOne(filter).sort({ awardedAt: -1 }).select({ awardedAt: 1 }).lean<AwardRow>(),
      ]);
      return `${count}@${last?.awardedAt.toISOString() ?? ''}`;
    },

    async countByRule(ruleId: string): Promise<number> {
      return model.countDocuments({ ruleId, state: 'active' });
    },

    /** What a crash may have left between granting and notifying, of one course or of all. */
    async listUnfinished(limit: number, tenant?: CourseKey): Promise<Award[]> {
      const rows = await model
        .find({ todo: { $exists: true }, ...tenant })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** How many awards still have to be issued, told or taken back. */
    async countUnfinished(platformId: string | null): Promise<number> {
      const within = platformId === null ? {} : { platformId };
      return model.countDocuments({ todo: { $exists: true }, ...within });
    },

    /** Strikes out what was to be done. */
    async finish(awards: readonly Award[], notNotified: ReadonlySet<string>): Promise<void> {
      const ids = (chosen: readonly Award[]) => chosen.map((award) => award.id);
      const silent = awards.filter((award) => notNotified.has(award.id));
      const rest = awards.filter((award) => !notNotified.has(award.id));
      // Only where nothing else was asked for meanwhile: a giving that is taken back stays on the list.
      const filter = (chosen: readonly Award[]) => ({
        _id: { $in: ids(chosen) },
        todo: chosen[0]?.todo ?? null,
      });
      if (rest.length > 0) await model.updateMany(filter(rest), { $unset: { todo: 1 } });
      if (silent.length > 0) {
        const update = { $unset: { todo: 1 as const }, $set: { notNotified: true } };
        await model.updateMany(filter(silent), update);
      }
    },

    /** Gives an award again that was undone, or was lost to a fallen grade. @returns false when somebody else did. */
    async giveAgain(award: Award, next: Award): Promise<boolean> {
      const { _id, ...set } = toRow({ ...next, id: award.id, cycle: award.cycle + 1 });
      return change(
        { _id, cycle: award.cycle, state: award.state },
        {
          $set: set,
          $unset: {
            ...{ fall: 1, revokedFor: 1, notNotified: 1 },
            ...(set.validUntil ? {} : { validUntil: 1 }),
            ...(set.remindAt ? {} : { remindAt: 1 }),
          },
        },
      );
    },

    /** Keeps the end of awards that were made before ends were kept. */
    async noteEnds(
      ends: readonly ({ readonly id: string } & Pick<Award, 'validUntil' | 'remindAt'>)[],
    ): Promise<void> {
      if (ends.length === 0) return;
      const changes = ends.map(({ id: _id, ...end }) => ({
        updateOne: { filter: { _id, validUntil: { $exists: false } }, update: { $set: end } },
      }));
      await collection.bulkWrite(changes, { ordered: false });
    },

    /** Active awards whose learners are to be reminded of the end, the longest waiting first. */
    async listRemindersDue(now: Date, limit: number): Promise<Award[]> {
      const rows = await model
        .find({ remindAt: { $lte: now } })
        .sort({ remindAt: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** The active awards that renew any of these. */
    async listRenewing(ids: readonly string[]): Promise<Award[]> {
      const filter = { renews: { $in: [...ids] }, state: 'active' as const };
      return (await model.find(filter).lean<AwardRow[]>()).map(fromRow);
    },

    /** Strikes a reminder out, or puts it off until `later`. */
    async setReminder(award: Pick<Award, 'id' | 'cycle'>, later: Date | null): Promise<void> {
      const filter = { _id: award.id, cycle: award.cycle };
      await model.updateOne(
        filter,
        later ? { $set: { remindAt: later } } : { $unset: { remindAt: 1 } },
      );
    },

    /** Awards of a rule whose grace is over. */
    async listFallsDue(ruleId: string, now: Date): Promise<Award[]> {
      const filter = { ruleId, state: 'active' as const, 'fall.dueAt': { $lte: now } };
      return (await model.find(filter).lean<AwardRow[]>()).map(fromRow);
    },

    /** Takes awards back: they stop counting now, and their badges are revoked by what works through the list. */
    async takeBack(
      awards: readonly Award[],
      set: Pick<Award, 'state'> & Partial<Pick<Award, 'reason' | 'actor' | 'revokedFor'>>,
    ): Promise<void> {
      await model.updateMany(
        { _id: { $in: awards.map((award) => award.id) }, state: 'active' },
        { $set: { ...set, todo: 'take' }, $unset: { fall: 1 } },
      );
    },

    async setFall(award: Award, fall: Fall | null): Promise<boolean> {
      const update = fall ? { $set: { fall } } : { $unset: { fall: 1 } };
      return change({ _id: award.id, cycle: award.cycle, state: 'active' }, update);
    },
  };
}
