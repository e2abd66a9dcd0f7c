import { type Achievements, versionTelling } from './achievements/index.js';
import { AWARD_TELLING, type Awards } from './awards/index.js';
import { CHECK_TELLING } from './checks/index.js';
import { CORRECTION_TELLING } from './course/index.js';
import { type Credentials, credentialTelling } from './credentials/index.js';
import type { Telling } from './events/index.js';
import { RULE_TELLING } from './rules/index.js';

/** Everything whose changes the feed tells. */
export function tellingsOf(rooms: {
  readonly achievements: Pick<Achievements, 'findOwners'>;
  readonly awards: { readonly store: Pick<Awards['store'], 'findByIds'> };
  readonly credentials: Pick<Credentials, 'find'>;
}): Telling[] {
  const findAwards = async (awardIds: readonly string[]) => {
    const found = await rooms.awards.store.findByIds(awardIds);
    return new Map(found.map((award) => [award.id, award]));
  };
  return [
    versionTelling(rooms.achievements),
    RULE_TELLING,
    AWARD_TELLING,
    credentialTelling((id) => rooms.credentials.find(id), findAwards),
    CHECK_TELLING,
    CORRECTION_TELLING,
  ];
}
