/** One learner's completion of an activity: Moodle's state (1 complete, 2 passed, 3 failed) and since when. */
export interface Completed {
  state: 1 | 2 | 3;
  at: Date;
}

/** Completion tracking of a course (Moodle's `enablecompletion`), by course module. */
export interface CompletionTracking {
  activities: Map<number, { needsPass: boolean; people: Map<string, Completed> }>;
  /** Whether the course itself has conditions: here, that every tracked activity is completed. */
  hasCriteria: boolean;
  /** Whose completion the service may not see: another group's, with separate groups. */
  unseen: Set<string>;
}
