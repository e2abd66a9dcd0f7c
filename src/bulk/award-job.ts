import type { CourseKey } from '../grades/index.js';

/**
 * What a job goes through. `receiving`: its rows come in. `checking`: it is found out what each row would do. `ready`: shown, and
 * nothing is done. `refused`: something is wrong with a row, and nothing was done. `running`, `undoing`: resumed after a
 * restart. `cancelled`: stopped between two batches; what is done stays done.
 */
export type JobState =
  | 'receiving'
  | 'checking'
  | 'ready'
  | 'refused'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'undoing'
  | 'undone';

/** What a row would do (`give`, `invite`), or has done; `has`: they have the badge already, and nothing changes. */
export const OUTCOMES = [
  ...(['waiting', 'give', 'invite', 'has', 'problem'] as const),
  ...(['given', 'invited', 'undone'] as const),
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a row, or a file as a whole, cannot be used. */
export const PROBLEMS = [
  ...(['unreadable', 'not_text', 'no_header', 'column_twice', 'unclosed_quote'] as const),
  ...(['too_long', 'too_many_columns', 'control_character', 'nobody', 'wrong_email'] as const),
  ...(['unknown_member', 'wrong_value', 'reason_missing', 'reason_too_long'] as const),
  ...([
    'rule_missing',
    'unknown_rule',
    'draft_rule',
    'unknown_person',
    'ambiguous_person',
  ] as const),
  ...(['no_learner', 'own_award', 'repeated', 'mail_refused', 'over_quota'] as const),
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** Whom a row is about and why, as it was told. */
export interface Told {
  readonly ruleId?: string;
  readonly userId?: string;
  readonly email?: string;
  readonly sisId?: string;
  readonly name?: string;
  readonly reason?: string;
}

/** One row of a job. */
export interface JobRow extends Told {
  /** Counted from 1. */
  readonly row: number;
  /** The line of the file it begins on, counted from 1; of a JSON array, the element. */
  readonly line: number;
  readonly outcome: Outcome;
  readonly problem?: Problem;
  /** The column or member with the problem. */
  readonly column?: string;
  /** The award that was given, or that they have; of an invitation, its id. */
  readonly awardId?: string;
}

export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** Whose a job is: the part of the data that its token opens, or a course's. */
export interface JobOwner {
  /** Null: the operator's. */
  readonly platformId: string | null;
  /** Null: of the whole platform. */
  readonly deploymentId: string | null;
}

/** Badges given by hand to many, from its preview to its end. */
export interface AwardJob extends JobOwner {
  readonly id: string;
  /** A teacher's: its rows name learners of the course, and are about one badge. Otherwise a program's. */
  readonly isTeachers: boolean;
  /** The course of `ruleId`. */
  readonly course?: CourseKey;
  /** The rule of rows that name none. */
  readonly ruleId?: string;
  /** The reason of rows that have none. */
  readonly reason: string;
  /** Whether any row has no reason of its own; known once it is checked. */
  readonly lacksReason?: boolean;
  /** Who gives, by the id in the audit log, and by the platform's user id where it is a person. */
  readonly actor: { readonly id: string; readonly userId: string };
  /** Whether it waits to be started once it is checked. */
  readonly isPreview: boolean;
  /** Whether rows with problems are left out; otherwise one of them stops all. */
  readonly skipsProblems: boolean;
  /** Whether people whom the platform does not know are invited by mail. */
  readonly invites: boolean;
  /** The language of invitations, BCP 47. */
  readonly locale?: string;
  readonly state: JobState;
  /** What is wrong with the file as a whole. */
  readonly problem?: { readonly code: Problem; readonly line: number; readonly column?: string };
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly undoUntil?: Date;
  readonly rows: number;
  /** The batch that is next in the present phase. */
  readonly next: number;
  readonly counts: Counts;
}

/** How many rows are one batch: one document in the store, and one write of each kind. */
export const BATCH_ROWS = 500;
/** The most rows of a job. */
export const MOST_ROWS = 100_000;
/** The most bytes that a job may be sent. */
export const MOST_BYTES = 33_554_432;
/** The most characters (CSV) or bytes (JSON) of a row; what is longer is not kept. */
export const MOST_ROW = 16_384;
/** The most columns of a row. */
export const MOST_COLUMNS = 64;

/** Sums what became of rows. */
export function tally(counts: Counts, rows: readonly Pick<JobRow, 'outcome'>[]): Counts {
  const sum: Partial<Record<Outcome, number>> = { ...counts };
  for (const { outcome } of rows) sum[outcome] = (sum[outcome] ?? 0) + 1;
  return sum;
}
