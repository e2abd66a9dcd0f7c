import type { Model } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Award, StandingAward } from './award.js';
import { type AwardRow, fromRow } from './award-schema.js';

const MANY = 10_000;
/** The size of one batch, in place of MongoDB's first batch of 101 with a second request for the rest. */
const ONE_BATCH = 1_000;

const STANDING = [
  ...['ruleId', 'userId', 'state', 'awardedAt'],
  ...['period', 'validUntil', 'fall'],
];

/** Lists of awards, page by page. */
export function createAwardListStore(model: Model<AwardRow>) {
  return {
    async listByPerson(personKey: string): Promise<Award[]> {
      return (await model.find({ personKey }).lean<AwardRow[]>()).map(fromRow);
    },

    /** Awards of any version of an achievement, in any state, for these people: of each how it stands, and not what it was given for. */
    async findStanding(
      achievementId: string,
      personKeys: readonly string[],
    ): Promise<StandingAward[]> {
      const rows = await model
        .find({ personKey: { $in: [...personKeys] }, achievementId })
        .select(STANDING)
        .batchSize(ONE_BATCH)
        .lean<(StandingAward & { _id: string })[]>();
      return rows.map(({ _id, ...award }) => award);
    },

    /** Awards in the order of ids, from after `after`. */
    async listByRule(
      ruleId: string,
      options: { after?: string; limit?: number } = {},
    ): Promise<Award[]> {
      const rows = await model
        .find(omitUndefined({ ruleId, _id: options.after ? { $gt: options.after } : undefined }))
        .sort({ _id: 1 })
        .limit(options.limit ?? 1_000)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },

    /** Who was ever given something by a rule, in any state. */
    async listUsers(ruleId: string): Promise<string[]> {
      const rows = await model
        .find({ ruleId })
        .select({ _id: 0, userId: 1 })
        .batchSize(MANY)
        .lean<Pick<AwardRow, 'userId'>[]>();
      return [...new Set(rows.map(({ userId }) => userId))];
    },

    /** Awards of a deployment in the order of ids, from after `after`. */
    async listByTenant(
      { platformId, deploymentId }: Omit<CourseKey, 'contextId'>,
      after: string,
      limit: number,
    ): Promise<Award[]> {
      const rows = await model
        .find({ platformId, deploymentId, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AwardRow[]>();
      return rows.map(fromRow);
    },
  };
}
