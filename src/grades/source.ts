import type { Assessment, CourseKey, Obstacle, Pull, SourceKind } from './grade.js';

/** What a source can read in a course, or why it cannot. */
export interface Listing {
  readonly source: SourceKind;
  readonly assessments: readonly Assessment[];
  /** Why this source can read nothing here, and what would change it. */
  readonly obstacle?: Obstacle;
}

/** One source of grades. Each is a file of its own. */
export interface GradeSource {
  readonly kind: SourceKind;
  /** Lists the assessments of a course that can be read by this source. Calls the platform. @throws UpstreamFailed */
  listAssessments(course: CourseKey): Promise<Listing>;
  /**
   * Reads one assessment, of all learners or of one. A page that fails makes the reading fail: a failure is never taken
   * for empty.
   * @throws UpstreamFailed; NotFound `assessment_gone` where the assessment does not exist any more
   */
  pull(
    course: CourseKey,
    assessmentId: string,
    options?: { readonly userId?: string },
  ): Promise<Pull>;
}
