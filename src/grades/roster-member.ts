/** A person in a course, as the platform's roster describes them. */
export interface RosterMember {
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  /** The id of the student information system (NRPS 2.0: `lis_person_sourcedid`; Canvas' `sis_user_id`). */
  readonly sisId?: string;
  /** False for teachers and test students, who never earn badges. */
  readonly isLearner: boolean;
  /** True for a member who is listed as a learner and launched as a teacher: Moodle's non-editing teacher. */
  readonly isAssistant?: true;
  /** Why the person is left out, where they are. */
  readonly leftOut?: LeftOut;
}

/**
 * Why a person of the roster earns nothing. `teacher`: they teach. `both`: the roster says that they teach and study.
 * `taught`: it says that they study, and they launched as a teacher. `test`: a test student. `other`: any other role.
 */
export type LeftOut = 'teacher' | 'both' | 'taught' | 'test' | 'other';

export interface Roster {
  readonly readAt: Date;
  readonly members: ReadonlyMap<string, RosterMember>;
  /** Whether somebody is a learner of the course now. */
  has(userId: string): boolean;
}
