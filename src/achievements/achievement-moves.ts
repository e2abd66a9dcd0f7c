import { ofTaken, takenKey, type RowMove, type StoredRow } from '../store/index.js';

const ownerOf = (row: StoredRow) => row['owner'] as StoredRow;

/** What can be earned in a course, where a platform or a deployment continues another. */
export const ACHIEVEMENT_MOVES: readonly RowMove[] = [
  {
    collection: 'achievements',
    find: ({ from, to, deployments }) => {
      if (from !== to) return { 'owner.platformId': from };
      return {
        'owner.platformId': from,
        'owner.deploymentId': { $in: Object.keys(deployments) },
      };
    },
    change: (row, takeover) => ({
      ...row,
      owner: { ...ownerOf(row), ...takenKey(ownerOf(row), takeover) },
    }),
    same: ({ _id }) => ({ _id }),
  },
  {
    // What a person or an administrator saved to begin with.
    collection: 'art_templates',
    find: ofTaken,
    change: (row, takeover) => ({ ...row, ...takenKey(row, takeover) }),
    same: ({ _id }) => ({ _id }),
  },
];
