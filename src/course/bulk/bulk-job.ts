import type { CourseKey } from '../../grades/index.js';

/** What can be done to many learners at once: decided, issued anew, or written to. */
export type BulkAction = HandDecision | LateAction;

/** A decision about whether learners have the badge: done at once, and undone afterwards. */
export type HandDecision = 'award' | 'deny' | 'revoke';

/** An action that cannot be taken back once it is done: the job waits for the time to undo first. */
export type LateAction = 'reissue' | 'message';

export const isLate = (action: BulkAction): action is LateAction =>
  action === 'reissue' || action === 'message';

/** A learner that a bulk job is about. */
export interface BulkPerson {
  readonly userId: string;
  /** The reason for this learner; absent: the job's. */
  readonly reason?: string;
}

/**
 * The state of a job. `preview`: shown, and nothing is done. `held`: begins when its time to undo is over. `running`,
 * `undoing`: resumed after a restart. `done`, `undone`: over.
 */
export type BulkState = 'preview' | 'held' | 'running' | 'done' | 'undoing' | 'undone';

/** A decision about many learners of a badge, from its preview to its undoing. */
export interface BulkJob {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  readonly action: BulkAction;
  /** The reason for all learners who have none of their own; the text of a message. */
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

/** The longest message to learners, in characters. */
export const MOST_MESSAGE = 2_000;

/** The most learners of one job; courses have fewer. */
export const MOST_PEOPLE = 20_000;
