import type { OpenBadgeAchievement } from '../achievements/index.js';
import type { IssueOrder } from '../credentials/index.js';
import { givingKey, type Award } from './award.js';

/** The person an award is for, as far as the platform tells. */
export interface AwardedPerson {
  readonly personId: string;
  readonly name?: string;
  /** The platform's address for them: the badge names its recipient by it, as a salted hash. */
  readonly email?: string;
  /** Where mail goes. */
  readonly mailTo?: string;
}

/** What an award asks `credentials` to issue. The score stays out: it is the learner's to show. */
export function buildOrder(
  award: Award,
  achievement: OpenBadgeAchievement,
  person: AwardedPerson,
): IssueOrder {
  return {
    awardId: givingKey(award),
    personId: person.personId,
    achievement: achievement,
    recipient: {
      identity:
        person.email === undefined
          ? { type: 'ltiUserId', value: award.userId }
          : { type: 'emailAddress', value: person.email },
      ...(person.name === undefined ? {} : { verifiedName: person.name }),
    },
    validFrom: award.awardedAt,
    awardedDate: award.awardedAt,
  };
}
