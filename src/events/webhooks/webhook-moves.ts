import type { RowMove } from '../../store/index.js';

/** How webhooks move where a platform or a deployment continues another: they go on being told. */
export const WEBHOOK_MOVES: readonly RowMove[] = [
  {
    collection: 'webhooks',
    find: ({ from, to, deployments }) =>
      from === to
        ? { platformId: from, deploymentId: { $in: Object.keys(deployments) } }
        : { platformId: from },
    change: (row, { to, deployments }) => {
      const deploymentId = row['deploymentId'];
      const moved = typeof deploymentId === 'string' ? deployments[deploymentId] : undefined;
      return { ...row, platformId: to, deploymentId: moved ?? deploymentId };
    },
    same: ({ _id }) => ({ _id }),
  },
];
