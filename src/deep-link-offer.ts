import type { Achievements } from './achievements/index.js';
import { tenantOf, type DeepLinkOffer, type Launch } from './lti/index.js';

/** Points of the gradebook column that a linked badge brings along; the teacher or the mapping fills it. */
const COLUMN_POINTS = 100;

/** What the activity chooser offers: the course's own badges, each with a column, and making a new one. */
export function createDeepLinkOffer(
  achievements: Pick<Achievements, 'list'>,
): (launch: Launch) => Promise<DeepLinkOffer> {
  return async (launch) => {
    const own = await achievements.list(tenantOf(launch));
    return {
      makePath: '/course/new',
      choices: own.map(({ id, content }) => ({
        id,
        title: content.name,
        lineItem: {
          label: content.name,
          scoreMaximum: COLUMN_POINTS,
          resourceId: id,
          tag: 'laurel',
        },
      })),
    };
  };
}
