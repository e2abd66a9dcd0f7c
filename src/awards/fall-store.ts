import type { Model } from 'mongoose';
import { type AwardRow, FALLEN, fromRow } from './award-schema.js';
import type { Award, Fall } from './award.js';
import { rosterDue } from './roster-due.js';

/** Awards that something asks about after they were made: a grade that fell, or a person who teaches. */
export function createFallStore(model: Model<AwardRow>) {
  return {
    /** Awards of a rule whose grace is over. */
    async listFallsDue(ruleId: string, now: Date): Promise<Award[]> {
      const filter = { ruleId, state: 'active' as const, 'fall.dueAt': { $lte: now } };
      return (await model.find(filter).lean<AwardRow[]>()).map(fromRow);
    },

    /** Those of these rules that have an award whose grace is over. */
    async listRulesWithFallsDue(ruleIds: readonly string[], now: Date): Promise<string[]> {
      if (ruleIds.length === 0) return [];
      const due = { 'fall.dueAt': { $lte: now }, state: 'active' as const };
      return model.distinct('ruleId', { ...FALLEN, ruleId: { $in: [...ruleIds] }, ...due });
    },

    /** Fallen grades that nobody has been asked about yet. */
    async countFreshFalls(ruleId: string): Promise<number> {
      const fresh = {
        'fall.kept': { $ne: true },
        'fall.asked': { $ne: true },
        'fall.why': { $exists: false },
      };
      return model.countDocuments({ ...FALLEN, ruleId, state: 'active', ...fresh });
    },

    /** Many grades fell at once: each waits for the instructor's word, none is taken back by itself. */
    async askAboutFalls(ruleId: string): Promise<void> {
      await model.updateMany(
        { ...FALLEN, ruleId, state: 'active' },
        { $set: { 'fall.asked': true }, $unset: { 'fall.dueAt': 1 } },
      );
    },

    /** Keeps every badge whose grade fell; of who teaches is asked apart. @returns how many were kept by this */
    async keepFalls(ruleId: string): Promise<number> {
      const done = await model.updateMany(
        {
          ...FALLEN,
          ruleId,
          state: 'active',
          'fall.kept': { $ne: true },
          'fall.why': { $exists: false },
        },
        { $set: { 'fall.kept': true, ...rosterDue() }, $unset: { 'fall.dueAt': 1 } },
      );
      return done.modifiedCount;
    },

    async setFall(award: Award, fall: Fall | null): Promise<boolean> {
      const update = fall
        ? { $set: { fall, ...rosterDue() } }
        : { $set: rosterDue(), $unset: { fall: 1 } };
      const filter = { _id: award.id, cycle: award.cycle, state: 'active' as const };
      return (await model.updateOne(filter, update)).modifiedCount === 1;
    },
  };
}
