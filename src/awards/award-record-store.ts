import type { Model, Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import { type AwardRow, fromRow } from './award-schema.js';
import type { Award } from './award.js';

/** Whose awards a record is about: one platform's, one of its deployments', of one achievement; all where nothing is said. */
export interface RecordScope {
  readonly platformId?: string | undefined;
  readonly deploymentId?: string | undefined;
  readonly achievementId?: string | undefined;
}

/** After which award a page of those that end begins. */
export interface EndPlace {
  readonly at: Date;
  readonly id: string;
}

/** The indexes of the record: those that end, of one platform and of all; who has one achievement, person by person. */
export function indexForRecord(schema: Schema<AwardRow>): void {
  const ending = { partialFilterExpression: { validUntil: { $exists: true } } };
  schema.index({ platformId: 1, validUntil: 1, _id: 1 }, ending);
  schema.index({ validUntil: 1, _id: 1 }, ending);
  schema.index({ achievementId: 1, personKey: 1 });
}

/** What the record of who held which badge is read from. */
export function createAwardRecordStore(model: Model<AwardRow>) {
  const readEnds = async (filter: object, limit: number): Promise<AwardRow[]> =>
    limit < 1
      ? []
      : model.find(filter).sort({ validUntil: 1, _id: 1 }).limit(limit).lean<AwardRow[]>();

  return {
    /**
     * Awards in any state, person by person, from after the person `after`: one person's lie beside each other. The last
     * person's are cut off where the limit is reached.
     */
    async listByPersons(
      { platformId, deploymentId, achievementId }: RecordScope,
      after: string,
      limit: number,
    ): Promise<Award[]> {
      // A person's key begins with the platform's id and a slash; the sign after a slash is 0.
      const start = platformId === undefined ? '' : `${platformId}/`;
      const end = platformId === undefined ? undefined : `${platformId}0`;
      const personKey = omitUndefined({ $gt: after > start ? after : start, $lt: end });
      const rows = await model
        .find(omitUndefined({ personKey, deploymentId, achievementId }))
        .sort({ personKey: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** Active awards of a platform, or of all, that end after a moment and up to another, the next to end first. */
    async listEnding(
      platformId: string | undefined,
      { from, until, after }: { from: Date; until: Date; after?: EndPlace | undefined },
      limit: number,
    ): Promise<Award[]> {
      const equal = omitUndefined({ platformId, state: 'active' as const });
      // Those that end at the same moment as the last one of the page before are told by their ids.
      const same =
        after === undefined
          ? []
          : await readEnds({ ...equal, validUntil: after.at, _id: { $gt: after.id } }, limit);
      const validUntil = { $gt: after?.at ?? from, $lte: until };
      const later = await readEnds({ ...equal, validUntil }, limit - same.length);
      return [...same, ...later].map(fromRow);
    },
  };
}
