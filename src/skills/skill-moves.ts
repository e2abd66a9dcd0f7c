import { ofTaken, takenTenant, tenantMove, type RowMove } from '../store/index.js';

/** Frameworks, and what was loaded, where a platform or a deployment continues another. */
export const SKILL_MOVES: readonly RowMove[] = [
  {
    collection: 'skill_frameworks',
    find: ofTaken,
    change: (row, takeover) => ({ ...row, ...takenTenant(row, takeover) }),
    // Where both have loaded the same one, the one that is there stays; skills of the other are swept.
    same: ({ platformId, deploymentId, identity }) => ({ platformId, deploymentId, identity }),
  },
  tenantMove('skill_loads'),
  {
    collection: 'taxonomy_terms',
    find: ofTaken,
    change: (row, takeover) => ({ ...row, ...takenTenant(row, takeover) }),
    // Badges name the one that goes: it stays known by its id under the name that it has there.
    same: ({ platformId, deploymentId, facet, nameKey }) => ({
      platformId,
      deploymentId,
      facet,
      nameKey,
    }),
  },
];
