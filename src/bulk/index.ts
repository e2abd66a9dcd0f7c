/** Badges given by hand to many at once, by teachers' files and by programs: read, checked, given, undone. */
export {
  BATCH_ROWS,
  OUTCOMES,
  PROBLEMS,
  type AwardJob,
  type JobRow,
  type Problem,
} from './award-job.js';
export { BULK_MOVES } from './bulk-moves.js';
export { createBulk, type Bulk } from './create-bulk.js';
export type { Invitation } from './invitations/invitation.js';
export { isKnownEncoding } from './read/decode.js';
export { rowSchema } from './read/row.js';
export type { RowsFormat } from './take-rows.js';
