import { tenantMove, type RowMove } from '../store/index.js';

/** Endorsements and links to them, where a platform or a deployment continues another. */
export const ENDORSEMENT_MOVES: readonly RowMove[] = [
  tenantMove('endorsements'),
  tenantMove('endorsement_invitations'),
];
