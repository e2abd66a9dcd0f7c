import type { Model } from 'mongoose';
import { isDuplicateKey } from '../store/index.js';
import type { AwardRow } from './award-schema.js';
import type { Award, ShownEvidence } from './award.js';
import { rosterDue } from './roster-due.js';

/** The version of an achievement that an award is for, where its badge was issued anew with another one. */
export function createVersionStore(model: Model<AwardRow>) {
  return {
    /** @returns false where the award counts no more, or the person has another award of that version: it keeps its own */
    async moveVersion(award: Award, achievementVersion: number): Promise<boolean> {
      try {
        const filter = { _id: award.id, cycle: award.cycle, state: 'active' as const };
        const update = { $set: { achievementVersion, ...rosterDue() } };
        return (await model.updateOne(filter, update)).matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Keeps which parts of their work its holder shows with the badge; the next badge that is issued for it shows them. */
    async setEvidence(id: string, evidence: readonly ShownEvidence[]): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { evidence } });
    },

    /** Forgets what somebody showed of their work. */
    async forgetEvidence(personKey: string): Promise<void> {
      const filter = { personKey, evidence: { $exists: true } };
      await model.updateMany(filter, { $unset: { evidence: 1 } });
    },
  };
}
