/**
 * What an instructor sees and does in a course: setting badges up, rosters, decisions, gradebook columns, course
 * copies.
 */
export { type CorrectionRequest, MOST_REQUEST } from './requests/correction.js';
export type { CorrectionStore } from './requests/correction-store.js';
export { CORRECTION_TELLING } from './requests/tell-correction.js';
export { COLUMN_MOVES } from './columns/column-moves.js';
export { createCourse, type Course } from './create-course.js';
export { ENTRY_MOVES } from './entries/entry-moves.js';
export { type Approvals } from './set-up/approvals.js';
export { COURSE_BODIES } from './set-up/set-up-bodies.js';
export type { BadgeAsker } from './visit/course-deps.js';
export { designRightsOf, requireDesigner } from './visit/badge-policy.js';
export { doneNotice } from './visit/done-notice.js';
export { imageOf, requirementOf } from './visit/rule-card.js';
export {
  type Visit,
  instructorActs,
  instructorLooks,
  learnerActs,
  learnerLooks,
  paramOf,
} from './visit/visit.js';
export { agedCorrections } from './requests/correction-retention.js';
