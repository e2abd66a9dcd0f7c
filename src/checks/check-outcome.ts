import type { CheckFailure } from './check-store.js';

/** What a check of a course found. `busy`: another worker is at it. */
export type CheckOutcome =
  | { readonly busy: true }
  | {
      readonly busy: false;
      readonly granted: number;
      readonly changed: number;
      /** Grades that were read; absent where there was nothing to look at. */
      readonly rows?: number;
      readonly failure?: CheckFailure;
      /** The one learner who was looked for is not among the course's learners: nothing was decided. */
      readonly isAbsent?: boolean;
      /** Time was over before everything was decided: what is left is not known, and comes at the next look. */
      readonly isCut?: boolean;
    };
