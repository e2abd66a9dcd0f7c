import { courseMove, type RowMove } from '../../store/index.js';

/** The rosters of badges, decisions about many and daily mails, where a platform or a deployment continues another. */
export const ENTRY_MOVES: readonly RowMove[] = [
  courseMove('roster_entries', ['_id']),
  courseMove('roster_states', ['_id']),
  courseMove('bulk_jobs', ['_id']),
  courseMove('course_digests', ['userId']),
];
