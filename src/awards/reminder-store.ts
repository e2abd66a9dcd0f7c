import type { Model } from 'mongoose';
import { type AwardRow, fromRow } from './award-schema.js';
import type { Award } from './award.js';
import { rosterDue } from './roster-due.js';

/** When badges end, and when their learners are reminded of it. */
export function createReminderStore(model: Model<AwardRow>) {
  return {
    /** Keeps the end of awards that were made before ends were kept. */
    async noteEnds(
      ends: readonly ({ readonly id: string } & Pick<Award, 'validUntil' | 'remindAt'>)[],
    ): Promise<void> {
      if (ends.length === 0) return;
      const changes = ends.map(({ id: _id, ...end }) => ({
        updateOne: {
          filter: { _id, validUntil: { $exists: false } },
          update: { $set: { ...end, ...rosterDue() } },
        },
      }));
      await model.db.collection<AwardRow>('awards').bulkWrite(changes, { ordered: false });
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

    /** Takes a reminder off the list, or puts it off until `later`. */
    async setReminder(award: Pick<Award, 'id' | 'cycle'>, later: Date | null): Promise<void> {
      const filter = { _id: award.id, cycle: award.cycle };
      await model.updateOne(
        filter,
        later ? { $set: { remindAt: later } } : { $unset: { remindAt: 1 } },
      );
    },
  };
}
