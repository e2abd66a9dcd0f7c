import type { CourseKey } from '../../grades/index.js';

/** What can be decided about many learners at once. */
export type BulkAction = 'award' | 'deny' | 'revoke';

/** A learner that a bulk job is about. */
export interface BulkPerson {
  readonly userId: string;
  /** The reason for this learner; absent: the job's. */
  readonly reason?: string;
}

/**
 * The state of a job. `preview`: shown, and nothing is done. `running`, `undoing`: resumed after a restart. `done`,
 * `undone`: over.
 */
export type BulkState = 'preview' | 'running' | 'done' | 'undoing' | 'undone';

/** A decision about many learners of a badge, from its preview to its undoing. */
export interface BulkJob {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  readonly action: BulkAction;
  /** The reason for all learners who have none of their own. */
  readonly reason: string;
  readonly people: readonly BulkPerson[];
  /** How many chosen learners are left out; the preview says why. */
  readonly leftOut: number;
  /** Who decides, by the id in the audit log and the platform's user id. */
  readonly actor: { readonly id: string; readonly userId: string };
  readonly state: BulkState;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly undoUntil?: Date;
  /** How many of `people` were processed, and for how many anything changed. */
  readonly seen: number;
  readonly changed: number;
}

/** The most learners of one job; courses have fewer. */
export const MOST_PEOPLE = 20_000;
