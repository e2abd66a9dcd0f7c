import type { AchievementsDeps } from './achievements/index.js';
import type { Credentials } from './credentials/index.js';
import type { Endorsements } from './endorsements/index.js';

interface Rooms {
  readonly credentials: Pick<Credentials, 'issuers'>;
  readonly endorsements: Pick<Endorsements, 'shown'>;
}

/**
 * What achievements are told by the rooms above them.
 * @param rooms asked for when somebody needs them: they are made later than the achievements
 */
export function achievementSourcesOf(
  rooms: () => Rooms,
): Required<Pick<AchievementsDeps, 'findPublisher' | 'originFor' | 'findEndorsements'>> {
  return {
    findPublisher: (owner) => rooms().credentials.issuers.find(owner),
    originFor: (owner) => rooms().credentials.issuers.originFor(owner),
    findEndorsements: (of) => rooms().endorsements.shown.ofVersion(of),
  };
}
