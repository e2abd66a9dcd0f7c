import {
  courseMove,
  takenKey,
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
    find: ({ from, to, deployments }) =>
      from === to
        ? { platformId: from, deploymentId: { $in: Object.keys(deployments) } }
        : { platformId: from },
    change: (row, takeover) => {
      const { to, deployments } = takeover;
      const deploymentId = row['deploymentId'];
      const moved = typeof deploymentId === 'string' ? deployments[deploymentId] : undefined;
      const course = courseOf(row['course'], takeover);
      const whose = { platformId: to, deploymentId: moved ?? deploymentId };
      return course === undefined ? { ...row, ...whose } : { ...row, ...whose, course };
    },
    same: ({ _id }) => ({ _id }),
  },
  courseMove('award_invitations', ['_id']),
];
