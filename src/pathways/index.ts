/** Pathways: programmes of badges, how far people are on them, and the milestones that are given by themselves. */
export type { PathwayApprovals } from './design/approvals.js';
export { createPathways, type Pathways } from './create-pathways.js';
export { isOfPathway } from './walk/walk-deps.js';
export { PATHWAY_MOVES } from './pathway-moves.js';
export { PATHWAY_ADDRESSES } from './pages/read-routes.js';
