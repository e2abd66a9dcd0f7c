import type { ReachedLevel, Rubric } from './rubric.js';

/** A course on one platform, as `TenantKey` of the room `lti`. */
export interface CourseKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** @returns a text that differs for every two courses, whatever characters their ids have */
export const courseKeyText = (course: CourseKey): string =>
  JSON.stringify([course.platformId, course.deploymentId, course.contextId]);

/** The kinds of sources; this room's README says what each needs. */
export type SourceKind =
  | 'lti' // results of the tool's own line item (AGS 2.0 §3.3)
  | 'mirror' // a manual Moodle column that copies a native activity by a formula
  | 'restricted' // a Moodle activity that only those who passed may open; read from the roster
  | 'moodle' // Moodle web services
  | 'canvas' // Canvas REST
  | 'completion' // completion of Moodle activities and of the course, by web services
  | 'modules' // completion of Canvas modules, by REST
  | 'application'; // work that was handed in here, and what its reviewers decided

/** The title under which the completion of the course as a whole is stored; pages translate it. */
export const COURSE_COMPLETION = 'Course completion';
/** The title under which the course's total is stored, and the beginning of a category's; pages translate it. */
export const COURSE_TOTAL = 'Course total';
export const CATEGORY_TOTAL = 'Category total: ';

/**
 * The state of a grade. `graded`: there is a result. `pending`: submitted, not graded. `empty`: nothing there.
 * `excused`: need not be done. `unreadable`: the platform sent something that is no grade; nothing is known.
 */
export type GradeState = 'graded' | 'pending' | 'empty' | 'excused' | 'unreadable';

/** One learner's grade as a platform reported it. Numbers are decimal text, so that no digit is lost. */
export interface Grade {
  /** The LTI `sub` of the learner. */
  readonly userId: string;
  readonly state: GradeState;
  readonly score: string | null;
  readonly maximum: string | null;
  /** The points that were subtracted from `score` because the work was late, where the platform says so. */
  readonly deducted?: string;
  /** Another maximum that the score may be relative to, where the platform does not say which of the two it is. */
  readonly otherMaximum?: string;
  /** The letter the platform shows, where it grades by letters. */
  readonly letter?: string;
  /** True where the letter is a step of a scale, whose number means nothing to people. */
  readonly isStep?: boolean;
  readonly completion?: 'complete' | 'incomplete';
  /** Whether the platform shows the grade to its learner; absent where the source cannot tell. */
  readonly released?: boolean;
  readonly gradedAt?: Date;
  /** When the learner submitted what was last graded or is to be graded, where the platform says so. */
  readonly submittedAt?: Date;
  /** The steps of a rubric on which the work was put. */
  readonly levels?: readonly ReachedLevel[];
  /** True where the grade is for the latest attempt; absent where the platform may keep an earlier, better one. */
  readonly isOfLatestAttempt?: boolean;
}

/** One letter of a grading scheme, which is given from this percentage (decimal text) upwards. */
export interface SchemeStep {
  readonly letter: string;
  readonly from: string;
}
/** Letters with their percentages, the best first. */
export type GradingScheme = readonly SchemeStep[];

/**
 * Why something cannot be read or trusted, and the one thing that would change it. Instructors read both, in their
 * language by `obstacleInWords`; errors and the log have them in English.
 */
export interface Obstacle {
  readonly code: string;
  /** The values that the messages of this code contain, in any language. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly reason: string;
  readonly remedy: string;
}

/** Something in a course that is graded. */
export interface Assessment {
  readonly source: SourceKind;
  /** The assessment's id within its source; for AGS the line item's URL. */
  readonly id: string;
  readonly title: string;
  readonly maximum: string | null;
  readonly gradedAs: 'points' | 'letters' | 'completion';
  readonly scheme?: GradingScheme;
  /** The platform's own pass grade, in points or as a step of the scheme, where it has one. */
  readonly passPoints?: string;
  readonly passLetter?: string;
  /** True where the scheme is a scale, whose steps are words: a percentage means nothing there. */
  readonly isScale?: boolean;
  /** By which criteria the work is looked at, where the source says so. */
  readonly rubric?: Rubric;
  /** Whether this source says if a grade was shown to its learner. */
  readonly tellsRelease: boolean;
  /** Whether this source says when a grade was given; absent: not, or not always. */
  readonly tellsWhen?: boolean;
  /** Until when the work is due, where the platform says so. */
  readonly dueAt?: Date;
  /** Set where the assessment is listed and cannot be read: it is shown greyed, with reason and remedy. */
  readonly obstacle?: Obstacle;
  /** The address of the tool's own column that is the same assessment, where two sources list it. */
  readonly sameAs?: string;
  /** True for a column without an activity that nobody has confirmed as the copy of one. */
  readonly needsConfirmation?: boolean;
}

/**
 * The result of reading one assessment. A reading that fails throws: an empty `grades` means that no learner has a row.
 */
export interface Pull {
  readonly readAt: Date;
  /** The assessment as it is now, to notice changes. */
  readonly assessment: Pick<Assessment, 'title' | 'maximum' | 'dueAt'>;
  readonly grades: readonly Grade[];
  /**
   * What is doubtful about the reading (stale, frozen, nobody filtered …). Where one notice blocks, nothing is decided.
   */
  readonly notices: readonly Notice[];
}

export interface Notice extends Obstacle {
  readonly blocks: boolean;
  /** True for a part of the course that this source cannot cover: the course page says so as long as it is the case. */
  readonly isGap?: boolean;
}
