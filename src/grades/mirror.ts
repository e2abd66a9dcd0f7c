import type { CourseKey, Notice } from './grade.js';

/**
 * Why the confirmed maximum is doubted, until it is confirmed again. `mirror_above`: a value is larger than it.
 * `mirror_rescaled`: every value changed by the same factor, as Moodle does when a maximum changes. `mirror_clipped`:
 * many reached the column's own maximum at once. `mirror_first_grades`: it was confirmed before anybody was graded.
 * `mirror_after_silence`: grades change again after a long time.
 */
export type MirrorDoubtCode =
  | 'mirror_above'
  | 'mirror_rescaled'
  | 'mirror_clipped'
  | 'mirror_first_grades'
  | 'mirror_after_silence';

export interface MirrorDoubt {
  readonly code: MirrorDoubtCode;
  readonly at: Date;
}

/** What the last whole reading of a mirror column contained. */
export interface MirrorSeen {
  readonly digest: string;
  readonly changedAt: Date;
  /** How many learners have a value, and of how many it is exactly the maximum. */
  readonly graded: number;
  readonly full: number;
  /** Some learners' values under pseudonyms, to be compared with the next reading's. */
  readonly sample?: readonly (readonly [string, string])[];
}

/** A gradebook column that copies a native activity by a teacher's formula. */
export interface Mirror {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly lineItemId: string;
  /** The copied activity, as the instructor named it. */
  readonly activity: string;
  /** The column's maximum when it was made, as decimal text. */
  readonly maximum: string;
  /**
   * The activity's maximum as the instructor stated it when the column was made; it counts once the column shows
   * grades.
   */
  readonly statedMaximum?: string;
  /** The activity's maximum, as the instructor read it in its settings. */
  readonly confirmedMaximum?: string;
  readonly confirmedAt?: Date;
  readonly firstValueAt?: Date;
  readonly seen?: MirrorSeen;
  /** Why the confirmed maximum is doubted, until it is confirmed again. */
  readonly doubt?: MirrorDoubt;
  /** Since when the course is known to wait for a recalculation. */
  readonly staleSince?: Date;
  /** The notices of the last whole reading. */
  readonly notices: readonly Notice[];
}
