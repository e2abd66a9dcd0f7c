import type { RowMove } from '../store/index.js';

/** How tokens and clients move where a platform or a deployment continues another: what they opened, they open there. */
export const TOKEN_MOVES: readonly RowMove[] = ['api_tokens', 'oauth_clients'].map(
  (collection): RowMove => ({
    collection,
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
  }),
);
