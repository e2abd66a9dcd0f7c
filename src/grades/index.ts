export {
  compareDecimals,
  displayDecimal,
  formatDecimal,
  meetsPercent,
  multiplyDecimals,
  parseDecimal,
  percentOf,
  pointsForPercent,
  roundDecimal,
  subtractDecimals,
  type Decimal,
} from './decimal.js';
export { CATEGORY_TOTAL, COURSE_COMPLETION, COURSE_TOTAL, courseKeyText } from './grade.js';
export type {
  Assessment,
  CourseKey,
  Grade,
  GradingScheme,
  Notice,
  Obstacle,
  Pull,
  SourceKind,
} from './grade.js';
export type { Connections } from './connect/create-connections.js';
export { criterionTitle, type ReachedLevel, type Rubric } from './rubric.js';
export type { ApplicationReader } from './application-source.js';
export { createGrades, type Grades } from './create-grades.js';
export { obstacleInWords } from './obstacle-words.js';
export { requestOf } from './connect/request-mail.js';
export type { Roster, RosterMember } from './roster.js';
export type { Listing } from './source.js';
export { BADGE_COLUMN_TAG } from './badge-column-tag.js';
export { withoutRepeats } from './without-repeats.js';
export { activityOf } from './mirror-column.js';
export type { Mirrors } from './mirror-source.js';
export { columnPagesOf } from './moodle/moodle-pages.js';
export type { Mirror } from './mirror.js';
export { columnDoubt } from './mirror-notices.js';
export type { Restriction, RestrictionStore } from './restriction-store.js';
export { GRADE_MOVES } from './grade-moves.js';
export { HOOK_BODIES } from './connect/hook-routes.js';
export { isSetUp } from './connect/set-up-routes.js';
