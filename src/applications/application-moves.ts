import { tenantMove, type RowMove } from '../store/index.js';

/** What courses ask for, what was handed in and what was said of it, where a platform or a deployment continues another. */
export const APPLICATION_MOVES: readonly RowMove[] = [
  tenantMove('application_tasks'),
  tenantMove('applications'),
  tenantMove('application_reviews'),
  tenantMove('application_files'),
];
