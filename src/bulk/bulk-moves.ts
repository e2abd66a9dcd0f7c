import {
  courseMove,
  ofTaken,
  takenKey,
  takenTenant,
  type RowMove,
  type StoredRow,
  type Takeover,
} from '../store/index.js';

const courseOf = (course: unknown, takeover: Takeover): unknown =>
  typeof course === 'object' && course !== null
    ? { ...course, ...takenKey(course as StoredRow, takeover) }
    : course;

/** How jobs move where a platform or a deployment continues another: whoever could read them, can. */
export const BULK_MOVES: readonly RowMove[] = [
  {
    collection: 'award_jobs',
    find: ofTaken,
    change: (row, takeover) => {
      const course = courseOf(row['course'], takeover);
      const whose = takenTenant(row, takeover);
      return course === undefined ? { ...row, ...whose } : { ...row, ...whose, course };
    },
    same: ({ _id }) => ({ _id }),
  },
  courseMove('award_invitations', ['_id']),
];
