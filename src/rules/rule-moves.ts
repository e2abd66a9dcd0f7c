import { courseMove, type RowMove } from '../store/index.js';

/** How the rows of rules, drafts and course copies move where a platform or a deployment continues another. */
export const RULE_MOVES: readonly RowMove[] = [
  courseMove('rules', ['_id']),
  courseMove('rule_drafts', ['_id']),
  courseMove('course_copies', ['fromContextId'], (_there, moved) =>
    moved['isDone'] === true ? { $set: { isDone: true } } : null,
  ),
];
