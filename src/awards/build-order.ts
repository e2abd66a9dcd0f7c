import type { AchievementContent, OpenBadgeAchievement } from '../achievements/index.js';
import type { IssueOrder } from '../credentials/index.js';
import { givingKey, type Award } from './award.js';
import type { AwardedPerson } from './awarded-person.js';

/** The same day some months later; where that month is shorter, its last day. */
function addMonths(date: Date, months: number): Date {
  const later = new Date(date);
  later.setUTCMonth(date.getUTCMonth() + months);
  if (later.getUTCDate() !== date.getUTCDate()) later.setUTCDate(0);
  return later;
}

/** What an award asks `credentials` to issue. The score stays out: it is the learner's to show. */
export function buildOrder(
  award: Award,
  achievement: OpenBadgeAchievement,
  person: AwardedPerson,
  { validity, evidence }: Partial<Pick<AchievementContent, 'validity' | 'evidence'>> = {},
): IssueOrder {
  const { statement, link } = evidence ?? {};
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
    ...(validity === undefined ? {} : { validUntil: addMonths(award.awardedAt, validity.months) }),
    awardedDate: award.awardedAt,
    ...(Object.keys(shown).length === 0 ? {} : { evidence: [shown] }),
  };
}
