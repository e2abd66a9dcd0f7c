export {
  compareDecimals,
  displayDecimal,
  formatDecimal,
  meetsPercent,
  parseDecimal,
  percentOf,
  pointsForPercent,
  roundDecimal,
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
