import { courseMove, type RowMove } from '../../store/index.js';

/** How badge columns move where a platform or a deployment continues another. */
export const COLUMN_MOVES: readonly RowMove[] = [courseMove('badge_columns', ['_id'])];
