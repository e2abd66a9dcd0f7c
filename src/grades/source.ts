import type { Assessment, CourseKey, Obstacle, Pull, SourceKind } from './grade.js';

/** What a source can read in a course, or why it cannot. */
export interface Listing {
  readonly source: SourceKind;
  readonly assessments: readonly Assessment[];
  /** Why nothing can be read this way here, and what would change it. */
  readonly obstacle?: Obstacle;
}

/** One way in which grades reach Laurel. One file each. */
export interface GradeSource {
  readonly kind: SourceKind;
  /** The assessments of a course that can be read this way. Crosses the network; throws UpstreamFailed. */
  listAssessments(course: CourseKey): Promise<Listing>;
  /**
   * Reads one assessment whole, or for one learner. A page that fails makes the reading fail: nothing is ever taken for empty.
   * Throws UpstreamFailed; NotFound `assessment_gone` where the assessment is no longer there.
   */
  pull(
    course: CourseKey,
    assessmentId: string,
    options?: { readonly userId?: string },
  ): Promise<Pull>;
}
