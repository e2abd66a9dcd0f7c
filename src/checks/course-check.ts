import type { CourseKey, Notice } from '../grades/index.js';

/** Why the last check of a course did not succeed, in words for its instructors. */
export interface CheckFailure {
  readonly at: Date;
  readonly code: string;
  readonly message: string;
  /** What the words of its code are filled with, in any language. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** How long the platform asks to be left alone. */
  readonly retryAfterSeconds?: number;
}

/** What a way of reading does not cover, in words for the course's instructors. */
export type CheckGap = Pick<Notice, 'code' | 'values' | 'reason' | 'remedy'>;

/** An assessment that could not be read, or may not be relied on, while others of its course could. */
export interface InputFailure {
  /** The assessment's key among those of the course. */
  readonly key: string;
  readonly title: string;
  /** The rules that wait for it. */
  readonly ruleIds: readonly string[];
  /** Failures in a row. */
  readonly failures: number;
  /** When the assessment is read again; a check that somebody asked for reads it at once. */
  readonly nextAt: Date;
  readonly failure: CheckFailure;
}

/** Rows of an assessment that could not be read. */
export interface OddRows {
  readonly title: string;
  readonly count: number;
  /** Whom the first of them are about. */
  readonly userIds: readonly string[];
}

/** What a look at a whole course saw of it. */
export interface SeenCourse {
  /** When the look began. */
  readonly at: Date;
  /** When the roster was read that it went by. */
  readonly rosterAt: Date;
  /** By rule: the digest of what the platform told, of whomever it was. */
  readonly told: Readonly<Record<string, string>>;
}

/** When a course was last looked at, how that went, and when it is looked at next. */
export interface CourseCheck {
  readonly tenant: CourseKey;
  readonly checkedAt?: Date;
  readonly nextAt: Date;
  /** Failures in a row. */
  readonly failures: number;
  readonly failure?: CheckFailure;
  /** Why the last look at one learner alone did not succeed; gone after the next look that does. */
  readonly unread?: CheckFailure;
  /** What the last look did not cover, though it succeeded. */
  readonly gaps?: readonly CheckGap[];
  /** What failed while the rest of the course was read. */
  readonly inputFailures?: readonly InputFailure[];
  readonly oddRows?: readonly OddRows[];
  /** When a check last found something that had changed. */
  readonly changedAt?: Date;
  /** When a learner last came in: more is to be expected. */
  readonly stirredAt?: Date;
  /** When somebody last asked for the course: a launch, a hint, a change of its rules. */
  readonly wantedAt?: Date;
  /** Looks at the whole course that began and have not ended: more than one where the program ended in the middle. */
  readonly begun?: number;
  /** By rule: the digest of everything its last complete check saw. */
  readonly digests: Readonly<Record<string, string>>;
  /** What the last look that read the roster saw, so that one that sees the same need not read it. */
  readonly seen?: SeenCourse;
  /** Hours in which a check found something that had changed, as whole hours since 1970, the latest last. */
  readonly habits?: readonly number[];
}
