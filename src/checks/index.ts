/** When a course is looked at, and what a look does. */
export { CHECK_MOVES } from './check-moves.js';
export type { CheckOutcome } from './check-outcome.js';
export type {
  CheckFailure,
  CheckStore,
  CourseCheck,
  InputFailure,
  OddRows,
} from './check-store.js';
export { type Checks, createChecks } from './create-checks.js';
export { CHECK_TELLING } from './tell-check.js';
export type { AwardsHealth } from './health.js';
