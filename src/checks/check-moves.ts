import { courseKeyText } from '../grades/index.js';
import { ofTaken, takenKey, type RowMove } from '../store/index.js';

/** When courses are looked at, where a platform or a deployment continues another. */
export const CHECK_MOVES: readonly RowMove[] = [
  {
    collection: 'course_checks',
    find: ofTaken,
    change: (row, takeover) => {
      const key = { ...takenKey(row, takeover), contextId: String(row['contextId']) };
      return { ...row, ...key, _id: courseKeyText(key) };
    },
    same: ({ _id }) => ({ _id }),
    merge: (_there, { nextAt }) => ({ $min: { nextAt } }),
  },
];
