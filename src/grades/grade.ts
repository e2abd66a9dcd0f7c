/** A course on one platform: `lti`'s TenantKey. */
export interface CourseKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** A key no two courses share, whatever characters a platform puts into its ids. */
export const courseKeyText = (course: CourseKey): string =>
  JSON.stringify([course.platformId, course.deploymentId, course.contextId]);

/** The ways a grade reaches Laurel; this room's README says what each needs. */
export type SourceKind =
  | 'lti' // results of the tool's own line item (AGS 2.0 §3.3)
  | 'mirror' // a manual Moodle column that copies a native activity by a formula
  | 'restricted' // a Moodle activity that only those who passed may open; read from the roster
  | 'moodle' // Moodle web services
  | 'canvas' // Canvas REST
  | 'completion' // completion of Moodle activities and of the course, by web services
  | 'modules'; // completion of Canvas modules, by REST

/** What the completion of the course as a whole is called where a title is kept; pages say it in their reader's language. */
export const COURSE_COMPLETION = 'Course completion';
/** The same for the total of the course, and before what names a category's. */
export const COURSE_TOTAL = 'Course total';
export const CATEGORY_TOTAL = 'Category total: ';

/**
 * `graded`: there is a result. `pending`: handed in, not graded. `empty`: nothing there. `excused`: need not be done.
 * `unreadable`: the platform sent something that is no grade; nothing is known.
 */
export type GradeState = 'graded' | 'pending' | 'empty' | 'excused' | 'unreadable';

/** One learner's grade as a platform reported it. Numbers are decimal text, so that nothing is lost on the way. */
export interface Grade {
  /** The LTI `sub` of the learner. */
  readonly userId: string;
  readonly state: GradeState;
  readonly score: string | null;
  readonly maximum: string | null;
  /** What is taken off `score` already because the work was late, where the platform tells. */
  readonly deducted?: string;
  /** What it may be out of as well, where the platform does not tell of which of the two its score is a share. */
  readonly otherMaximum?: string;
  /** The letter the platform shows, where it grades by letters. */
  readonly letter?: string;
  /** True where the letter is a step of a scale: it says everything, and its number nothing. */
  readonly isStep?: boolean;
  readonly completion?: 'complete' | 'incomplete';
  /** Whether the learner may see it in the platform; absent where the source cannot tell. */
  readonly released?: boolean;
  readonly gradedAt?: Date;
  /** When the learner handed in what was last graded or is to be graded, where the platform tells. */
  readonly submittedAt?: Date;
  /** True where the grade is that of the latest attempt; absent where the platform may keep an earlier, better one. */
  readonly isOfLatestAttempt?: boolean;
}

/** A step of a letter scheme: the letter is given from this percentage (decimal text) upwards. */
export interface SchemeStep {
  readonly letter: string;
  readonly from: string;
}
/** Best letter first. */
export type GradingScheme = readonly SchemeStep[];

/**
 * Why something cannot be read or trusted, and the one thing that would change it; both are shown to the instructor, in
 * their language by `obstacleInWords`, and in English where an error or the log carries them.
 */
export interface Obstacle {
  readonly code: string;
  /** What the words of this code are filled with, in any language. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly reason: string;
  readonly remedy: string;
}

/** Something in a course that is graded. */
export interface Assessment {
  readonly source: SourceKind;
  /** Names it within its source; for AGS the line item's URL. */
  readonly id: string;
  readonly title: string;
  readonly maximum: string | null;
  readonly gradedAs: 'points' | 'letters' | 'completion';
  readonly scheme?: GradingScheme;
  /** What the platform itself calls a pass, in points or as a step of the scheme, where it tells. */
  readonly passPoints?: string;
  readonly passLetter?: string;
  /** True where the scheme is a scale: its steps are words, and a percentage of them means nothing to people. */
  readonly isScale?: boolean;
  /** Whether this source says if a grade has been shown to its learner. */
  readonly tellsRelease: boolean;
  /** Whether this source says when a grade was given; absent: it does not, or not always. */
  readonly tellsWhen?: boolean;
  /** Until when it is to be done, where the platform tells. */
  readonly dueAt?: Date;
  /** Present when it is listed but cannot be read: shown greyed with the reason and the remedy. */
  readonly obstacle?: Obstacle;
  /** The address of the tool's own column that is this very thing, where a platform tells it in two ways. */
  readonly sameAs?: string;
  /** True when a column carries no activity of its own and has not been confirmed as a copy of one. */
  readonly needsConfirmation?: boolean;
}

/** What one reading of one assessment gave. A reading that fails throws: an empty `grades` means that nobody has a row. */
export interface Pull {
  readonly readAt: Date;
  /** The assessment as it is now, to notice drift. */
  readonly assessment: Pick<Assessment, 'title' | 'maximum' | 'dueAt'>;
  readonly grades: readonly Grade[];
  /** Doubts about what was read (stale, frozen, nobody filtered…). With one that blocks, nothing is decided. */
  readonly notices: readonly Notice[];
}

export interface Notice extends Obstacle {
  readonly blocks: boolean;
  /** What of the course this way of reading does not cover: said on the course page for as long as it is so. */
  readonly isGap?: boolean;
}
