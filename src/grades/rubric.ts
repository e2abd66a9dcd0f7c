/** One step of a criterion; `points` are decimal text. The `id` is unique within its criterion. */
export interface RubricLevel {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly points?: string;
}

/** What is looked at, and the steps that it is put on. */
export interface RubricCriterion {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** The step that has to be reached, where each criterion has a least one. */
  readonly requiredLevel?: string;
  readonly levels: readonly RubricLevel[];
}

/** How work is looked at; points are decimal text. */
export interface Rubric {
  readonly criteria: readonly RubricCriterion[];
  readonly maximum?: string;
  /** The points that have to be reached in all, where the sum decides. */
  readonly needed?: string;
}

/** On which step somebody's work was put, by the ids of criterion and step. */
export interface ReachedLevel {
  readonly criterion: string;
  readonly level: string;
}

const MOST_TITLE = 200;

/** @returns what a badge calls the result of a criterion: by this name a result finds its description */
export const criterionTitle = (assessment: string, criterion: string): string =>
  `${assessment.slice(0, MOST_TITLE / 2)}: ${criterion}`.slice(0, MOST_TITLE);
