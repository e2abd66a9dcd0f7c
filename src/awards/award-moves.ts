import { courseMove, takenKey, type RowMove, type Takeover } from '../store/index.js';
import { personKey } from './award.js';

/** Everybody of a platform, by the index that is the lock of giving: `<platform>/<user>`. */
const ofPlatform = ({ from }: Takeover) => ({ $gte: `${from}/`, $lt: `${from}0` });

/** Awards and decisions, where a platform or a deployment continues another. */
export const AWARD_MOVES: readonly RowMove[] = [
  {
    collection: 'awards',
    find: (takeover) => {
      const { from, to, deployments } = takeover;
      const everybody = { personKey: ofPlatform(takeover) };
      if (from !== to) return everybody;
      return { ...everybody, deploymentId: { $in: Object.keys(deployments) } };
    },
    change: (row, takeover) => ({
      ...row,
      ...takenKey(row, takeover),
      personKey: personKey(takeover.to, String(row['userId'])),
    }),
    same: ({ personKey: key, achievementId, achievementVersion, period = null }) => ({
      personKey: key,
      achievementId,
      achievementVersion,
      period,
    }),
  },
  courseMove('decisions', ['_id']),
];
