import { ofTaken, takenKey, type RowMove } from '../store/index.js';

/**
 * The numbers of a platform, where it continues another. A row keeps its `_id`, in which the earlier platform stands: rows
 * of the same day add up. Those of a badge go by the achievement's id, which stays.
 */
export const USAGE_MOVES: readonly RowMove[] = [
  {
    collection: 'platform_uses',
    find: ofTaken,
    change: (row, takeover) => ({ ...row, ...takenKey(row, takeover) }),
    same: ({ _id }) => ({ _id }),
  },
];
