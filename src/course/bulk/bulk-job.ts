import type { CourseKey } from '../../grades/index.js';

/** What can be done to many learners at once. */
export type BulkAction = 'award' | 'deny' | 'revoke';

export interface BulkPerson {
  readonly userId: string;
  /** Of their own; absent: that of all. */
  readonly reason?: string;
}

/**
 * `preview`: shown, and nothing is done. `running` and `undoing`: taken up again after a restart. `done` and `undone`: over.
 */
export type BulkState = 'preview' | 'running' | 'done' | 'undoing' | 'undone';

/** A decision about many learners of a badge, from its preview to its undoing. */
export interface BulkJob {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  readonly action: BulkAction;
  /** What is said of everybody who has no reason of their own. */
  readonly reason: string;
  readonly people: readonly BulkPerson[];
  /** Chosen, and left out: the preview says why. */
  readonly leftOut: number;
  /** Who decides, as the audit log and the platform name them. */
  readonly actor: { readonly id: string; readonly userId: string };
  readonly state: BulkState;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly undoUntil?: Date;
  /** How many of `people` were looked at, and of how many anything changed. */
  readonly seen: number;
  readonly changed: number;
}

/** Of one job: a course has fewer. */
export const MOST_PEOPLE = 20_000;
