import { omitUndefined } from '../base/index.js';
import type { AchievementContent, OpenBadgeAchievement } from '../achievements/index.js';
import type { IssueOrder } from '../credentials/index.js';
import { givingKey, type Award } from './award.js';
import type { AwardedPerson } from './awarded-person.js';
import { validUntilOf } from './validity.js';

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
  const { origin } = award;
  const shown = [
    omitUndefined({ id: link, narrative: statement }),
    omitUndefined({ id: origin?.id, name: origin?.words }),
    ...(award.parts ?? []),
    ...(award.evidence ?? []).map(({ key: _key, ...one }) => one),
  ].filter((one) => Object.keys(one).length > 0);
  const identity: IssueOrder['recipient']['identity'] =
    person.email === undefined
      ? { type: 'ltiUserId', value: award.userId }
      : { type: 'emailAddress', value: person.email };
  return omitUndefined({
    awardId: givingKey(award),
    personId: person.personId,
    platformId: award.tenant.platformId,
    deploymentId: award.tenant.deploymentId,
    achievement,
    recipient: omitUndefined({ identity, verifiedName: person.signedName }),
    validFrom: award.awardedAt,
    validUntil,
    renews,
    awardedDate: origin?.awardedAt ?? award.awardedAt,
    evidence: shown.length === 0 ? undefined : shown,
  });
}
