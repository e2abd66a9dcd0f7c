import { Schema } from 'mongoose';
import type { CourseKey } from '../grades/index.js';
import { duplicatesOf, type Connection } from '../store/index.js';
import type { Award, AwardStep, Fall } from './award.js';

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
    step: { type: String, required: true },
    by: { type: String, required: true },
    actor: String,
    reason: String,
    awardedAt: { type: Date, required: true },
    notifyAfter: Date,
    notNotified: Boolean,
    results: { type: Schema.Types.Mixed, required: true },
    fall: Schema.Types.Mixed,
    revokedFor: String,
  },
  { versionKey: false, minimize: false, collection: 'awards' },
);
/** The lock: whatever happens, one award for a person and an achievement version. */
schema.index({ personKey: 1, achievementId: 1, achievementVersion: 1 }, { unique: true });
schema.index({ ruleId: 1, _id: 1 });
schema.index({ step: 1, _id: 1 }, { partialFilterExpression: { step: 'granted' } });

function toRow({ id, tenant, ...rest }: Award): AwardRow {
  return { _id: id, ...tenant, ...rest };
}
function fromRow({ _id, platformId, deploymentId, contextId, ...rest }: AwardRow): Award {
  return { id: _id, tenant: { platformId, deploymentId, contextId }, ...rest };
}

export type AwardStore = ReturnType<typeof createAwardStore>;

export function createAwardStore(connection: Connection) {
  const model = connection.model<AwardRow>('Award', schema);
  const change = async (filter: object, update: object): Promise<boolean> =>
    (await model.updateOne(filter, update)).modifiedCount === 1;

  return {
    /** Inserts what is not there yet. @returns the awards that this call inserted; the others had one already. */
    async insertNew(awards: readonly Award[]): Promise<Award[]> {
      if (awards.length === 0) return [];
      try {
        await model.collection.insertMany(awards.map(toRow), { ordered: false });
        return [...awards];
      } catch (error) {
        const refused = duplicatesOf(error);
        if (!refused) throw error;
        const indexes = new Set(refused);
        return awards.filter((_, index) => !indexes.has(index));
      }
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

    /** Who of these people holds which of these achievements. @returns `personKey` and `achievementId` of active awards */
    async findHeld(
      achievementIds: readonly string[],
      personKeys: readonly string[],
    ): Promise<Pick<Award, 'personKey' | 'achievementId'>[]> {
      return model
        .find({
          personKey: { $in: [...personKeys] },
          achievementId: { $in: [...achievementIds] },
          state: 'active',
        })
        .select({ _id: 0, personKey: 1, achievementId: 1 })
        .lean<Pick<Award, 'personKey' | 'achievementId'>[]>();
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

    async countByRule(ruleId: string): Promise<number> {
      return model.countDocuments({ ruleId, state: 'active' });
    },

    /** What a crash may have left between granting and notifying, of one course or of all. */
    async listUnfinished(limit: number, tenant?: CourseKey): Promise<Award[]> {
      const rows = await model
        .find({ step: 'granted', ...tenant })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** Marks awards as issued and notified. */
    async finish(ids: readonly string[], notNotified: readonly string[]): Promise<void> {
      const silent = new Set(notNotified);
      const reached = ids.filter((id) => !silent.has(id));
      const step: AwardStep = 'done';
      if (reached.length > 0) {
        await model.updateMany({ _id: { $in: reached } }, { $set: { step } });
      }
      if (silent.size > 0) {
        await model.updateMany({ _id: { $in: [...silent] } }, { $set: { step, notNotified: true } });
      }
    },

    /** Gives an award again that was undone, or was lost to a fallen grade. @returns false when somebody else did. */
    async giveAgain(award: Award, next: Award): Promise<boolean> {
      const { _id, ...set } = toRow({ ...next, id: award.id, cycle: award.cycle + 1 });
      return change(
        { _id, cycle: award.cycle, state: award.state },
        { $set: set, $unset: { fall: 1, revokedFor: 1, notNotified: 1 } },
      );
    },

    /** @param from the state it must be in @returns false when it is not */
    async setState(
      award: Award,
      set: Pick<Award, 'state'> & Partial<Pick<Award, 'reason' | 'actor' | 'revokedFor'>>,
    ): Promise<boolean> {
      return change({ _id: award.id, cycle: award.cycle, state: award.state }, { $set: set });
    },

    async setFall(award: Award, fall: Fall | null): Promise<boolean> {
      const update = fall ? { $set: { fall } } : { $unset: { fall: 1 } };
      return change({ _id: award.id, cycle: award.cycle, state: 'active' }, update);
    },
  };
}
