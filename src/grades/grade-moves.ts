import { courseMove, takenKey, type RowMove } from '../store/index.js';
import { restrictionId } from './restriction-store.js';

/** How what is known of courses beside LTI moves where a platform or a deployment continues another. */
export const GRADE_MOVES: readonly RowMove[] = [
  courseMove('mirror_columns', ['_id']),
  courseMove('canvas_courses', []),
  {
    ...courseMove('restrictions', ['linkId']),
    change: (row, takeover) => {
      const key = { ...takenKey(row, takeover), contextId: String(row['contextId']) };
      return { ...row, ...key, _id: restrictionId(key, String(row['linkId'])) };
    },
    same: ({ _id }) => ({ _id }),
  },
];
