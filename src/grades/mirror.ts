import type { CourseKey, Notice } from './grade.js';

/**
 * Why the confirmed maximum is no longer believed, until it is confirmed again. `mirror_above`: a value is larger than it.
 * `mirror_rescaled`: every value changed by the same factor, as Moodle does when a maximum changes. `mirror_clipped`: many reached
 * the column's own maximum at once. `mirror_first_grades`: it was confirmed before anybody was graded. `mirror_after_silence`: grades
 * move again after a long time.
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

/** What the last whole reading of a mirror column held. */
export interface MirrorSeen {
  readonly digest: string;
  readonly changedAt: Date;
  /** Learners with a value, and those of them whose value is exactly the maximum. */
  readonly graded: number;
  readonly full: number;
  /** Some learners' values under names that tell nobody's: held against the next reading's. */
  readonly sample?: readonly (readonly [string, string])[];
}

/** A gradebook column that copies a native activity by a formula of the teacher's. */
export interface Mirror {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly lineItemId: string;
  /** The activity that is copied, as the instructor named it. */
  readonly activity: string;
  /** The column's maximum when it was made, as decimal text. */
  readonly maximum: string;
  /** What the instructor said of the activity when the column was made; it counts once the column shows grades. */
  readonly statedMaximum?: string;
  /** The activity's maximum, as the instructor read it in its settings. */
  readonly confirmedMaximum?: string;
  readonly confirmedAt?: Date;
  readonly firstValueAt?: Date;
  readonly seen?: MirrorSeen;
  /** Why the confirmed maximum is not believed; until it is confirmed again. */
  readonly doubt?: MirrorDoubt;
  /** Since when the course waits for a recalculation, as far as Laurel knows. */
  readonly staleSince?: Date;
  /** What the last whole reading gave to say. */
  readonly notices: readonly Notice[];
}
