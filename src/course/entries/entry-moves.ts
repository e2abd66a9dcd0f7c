import { courseMove, type RowMove } from '../../store/index.js';

/**
 * How roster entries, bulk jobs, daily mails and correction requests move where a platform or a deployment continues
 * another.
 */
export const ENTRY_MOVES: readonly RowMove[] = [
  courseMove('roster_entries', ['_id']),
  courseMove('roster_states', ['_id']),
  courseMove('bulk_jobs', ['_id']),
  courseMove('course_digests', ['userId']),
  courseMove('correction_requests', ['_id']),
];
