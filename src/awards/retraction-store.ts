import type { Model } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import { type AwardRow, fromRow } from './award-schema.js';
import type { Award, Retraction } from './award.js';
import { rosterDue } from './roster-due.js';
import { reinstatedWith, revokedWith } from './tell-award.js';

/** Who revokes, why, when, and until when it can be undone. */
export type RetractionOrder = Required<Pick<Award, 'reason' | 'actor' | 'takenAt'>> &
  Pick<Retraction, 'until'>;

/** Revocations by hand, which can be undone for a while. Each is one write to one row, so that of two that race one wins. */
export function createRetractionStore(model: Model<AwardRow>) {
  return {
    /** @returns false when the award does not count (any more) */
    async retract(award: Award, { until, ...set }: RetractionOrder): Promise<boolean> {
      const { reason, actor, fall } = award;
      const retraction: Retraction = { until, before: omitUndefined({ reason, actor, fall }) };
      const tells = revokedWith(set.takenAt);
      const done = await model.updateOne(
        { _id: award.id, cycle: award.cycle, state: 'active' },
        {
          $set: {
            ...set,
            state: 'revoked',
            revokedFor: 'hand',
            todo: 'hold',
            retraction,
            ...rosterDue(),
            ...tells.set,
          },
          $push: tells.push,
          $unset: { fall: 1 },
        },
      );
      return done.modifiedCount === 1;
    },

    /** @returns false when the time is over, or it was undone before */
    async undoRetraction(award: Award, now: Date): Promise<boolean> {
      const { reason, actor, fall } = award.retraction?.before ?? {};
      const tells = reinstatedWith(now);
      const done = await model.updateOne(
        { _id: award.id, cycle: award.cycle, 'retraction.until': { $gt: now } },
        {
          $set: omitUndefined({
            state: 'active' as const,
            todo: 'return' as const,
            reason,
            actor,
            fall,
            ...rosterDue(),
            ...tells.set,
          }),
          $push: tells.push,
          $unset: omitUndefined({
            retraction: 1 as const,
            revokedFor: 1 as const,
            takenAt: 1 as const,
            reason: reason === undefined ? (1 as const) : undefined,
            actor: actor === undefined ? (1 as const) : undefined,
          }),
        },
      );
      return done.modifiedCount === 1;
    },

    /** Puts those whose time to undo is over on the list of what is to be taken back. @returns them, at most `limit` */
    async beginTaking(now: Date, limit: number): Promise<Award[]> {
      const due = { 'retraction.until': { $lte: now } };
      const rows = await model
        .find(due)
        .sort({ 'retraction.until': 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      const ids = rows.map(({ _id }) => _id);
      await model.updateMany({ _id: { $in: ids }, ...due }, { $set: { todo: 'take' } });
      const taken = await model
        .find({ _id: { $in: ids }, ...due, todo: 'take' })
        .lean<AwardRow[]>();
      return taken.map(fromRow);
    },

    /** Makes these revocations final. */
    async endTaking(awards: readonly Award[], now: Date): Promise<void> {
      await model.updateMany(
        { _id: { $in: awards.map(({ id }) => id) }, 'retraction.until': { $lte: now } },
        { $unset: { retraction: 1 } },
      );
    },
  };
}
