import { type Telling, tellFirst, tellWith, type Untold } from '../events/index.js';
import { personIdOf } from '../people/index.js';
import type { Award } from './award.js';
import type { AwardRow } from './award-schema.js';

const typeOf = ({ renews }: Pick<Award, 'renews'>) =>
  renews === undefined ? ('award.given' as const) : ('award.renewed' as const);

/** What an award that is inserted tells; a denial tells nothing. */
export const givenFirst = (award: Award): Untold =>
  award.state === 'active' ? tellFirst(typeOf(award), award.awardedAt) : {};

/** What an award tells that is given again. */
export const givenWith = (award: Award) => tellWith(typeOf(award), award.awardedAt);

/** What an award tells that counts no more. @param at absent: when it is told */
export const revokedWith = (at?: Date) => tellWith('award.revoked', at);

/** What an award tells that counts again, since its revocation was undone. */
export const reinstatedWith = (at: Date) => tellWith('award.reinstated', at);

/** Awards tell once nothing is to be done for them any more: the badge of an award that was given is there to be read. */
export const AWARD_TELLING: Telling = {
  collection: 'awards',
  ready: { todo: { $exists: false } },
  describe: (rows) =>
    Promise.resolve(
      (rows as unknown as AwardRow[]).map((row) => ({
        tenant: row,
        data: {
          awardId: row._id,
          achievementId: row.achievementId,
          achievementVersion: row.achievementVersion,
          ruleId: row.ruleId,
          personId: personIdOf(row.platformId, row.userId),
        },
      })),
    ),
};
