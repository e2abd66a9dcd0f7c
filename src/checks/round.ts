import type { CourseKey } from '../grades/index.js';
import type { RosterLookup, Reading } from '../rules/index.js';
import type { CheckFailure } from './check-store.js';

export interface Round {
  readonly course: CourseKey;
  readonly userId?: string;
  readonly now: Date;
  readonly learners: RosterLookup;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly signal: AbortSignal;
}

export interface RuleOutcome {
  readonly granted: number;
  readonly changed: number;
  readonly digest?: string;
  readonly failure?: CheckFailure;
  /** Time was over before everybody was looked at. */
  readonly isCut?: boolean;
}
