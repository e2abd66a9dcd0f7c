import { courseMove, type RowMove } from '../store/index.js';

/** How events move where a platform or a deployment continues another: they keep their places and their ids. */
export const EVENT_MOVES: readonly RowMove[] = [courseMove('events', ['_id'])];
