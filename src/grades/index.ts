export {
  compareDecimals,
  displayDecimal,
  formatDecimal,
  meetsPercent,
  parseDecimal,
  percentOf,
  pointsForPercent,
  roundDecimal,
  subtractDecimals,
  type Decimal,
} from './decimal.js';
export type {
  Assessment,
  CourseKey,
  Grade,
  GradeState,
  GradingScheme,
  Notice,
  Obstacle,
  Pull,
  SourceKind,
} from './grade.js';
export {
  createConnections,
  type Connections,
  type ConnectionsDeps,
} from './connect/create-connections.js';
export { createGrades, type Grades } from './create-grades.js';
export type { LineItem, LtiServices, Member, Result } from './lti-ports.js';
export { obstacleInWords } from './obstacle-words.js';
export type { Roster, RosterMember } from './roster.js';
export type { GradeSource, Listing } from './source.js';
export { createRestrictedSource } from './restricted-source.js';
export { withoutRepeats } from './without-repeats.js';
export { activityOf } from './mirror-column.js';
export { createMirrors, type Mirrors } from './mirror-source.js';
export type { Mirror } from './mirror-store.js';
