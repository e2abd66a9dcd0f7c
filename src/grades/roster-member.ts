/** Somebody in a course, as the platform's roster tells. */
export interface RosterMember {
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  /** False for teachers and test students: they never earn. */
  readonly isLearner: boolean;
  /** Listed as a learner, and a teacher by their own launch: Moodle's non-editing teacher. */
  readonly isAssistant?: true;
  /** Why they are left out, where they are. */
  readonly leftOut?: LeftOut;
}

/**
 * Why somebody of the roster does not earn. `teacher`: they teach. `both`: the roster says that they teach and study.
 * `taught`: it says that they study, and they have opened the tool as a teacher. `test`: a made-up student. `other`: whatever
 * else the platform calls them.
 */
export type LeftOut = 'teacher' | 'both' | 'taught' | 'test' | 'other';

export interface Roster {
  readonly readAt: Date;
  readonly members: ReadonlyMap<string, RosterMember>;
  /** Whether somebody is a learner of the course now. */
  has(userId: string): boolean;
}
