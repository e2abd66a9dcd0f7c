import type { AchievementContent, OpenBadgeAchievement } from '../achievements/index.js';
import type { IssueOrder } from '../credentials/index.js';
import { givingKey, type Award } from './award.js';
import type { AwardedPerson } from './awarded-person.js';
import { validUntilOf } from './renewal.js';

/**
 * What an award asks `credentials` to issue. The score stays out: it is the learner's to show.
 * @param renews the id of the badge whose time it prolongs
 */
export function buildOrder(
  award: Award,
  achievement: OpenBadgeAchievement,
  person: AwardedPerson,
  { validity, evidence }: Partial<Pick<AchievementContent, 'validity' | 'evidence'>> = {},
  renews?: string,
): IssueOrder {
  const { statement, link } = evidence ?? {};
  const validUntil = award.validUntil ?? (validity && validUntilOf(validity, award.awardedAt));
  const shown = {
    ...(link === undefined ? {} : { id: link }),
    ...(statement === undefined ? {} : { narrative: statement }),
  };
  return {
    awardId: givingKey(award),
    personId: person.personId,
    platformId: award.tenant.platformId,
    achievement: achievement,
    recipient: {
      identity:
        person.email === undefined
          ? { type: 'ltiUserId', value: award.userId }
          : { type: 'emailAddress', value: person.email },
      ...(person.signedName === undefined ? {} : { verifiedName: person.signedName }),
    },
    validFrom: award.awardedAt,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(renews === undefined ? {} : { renews }),
    awardedDate: award.awardedAt,
    ...(Object.keys(shown).length === 0 ? {} : { evidence: [shown] }),
  };
}
