import type { CourseKey } from '../../grades/index.js';
import type { FileKind } from './file-kind.js';

/** One step of a criterion. */
export interface Level {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly points: number;
}

/** Something that reviewers look at. */
export interface Criterion {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** In the order in which they are shown. */
  readonly levels: readonly Level[];
  /** The id of the step that has to be reached, where each criterion has one. */
  readonly requiredLevel?: string;
}

/** `total`: the sum of points has to reach `points`. `each`: every criterion its own step. */
export type Pass = { readonly kind: 'total'; readonly points: number } | { readonly kind: 'each' };

/** Whether a text is asked for, and how many characters it may have. */
export interface TextAsked {
  readonly asked: 'no' | 'may' | 'must';
  readonly most: number;
}

/** How many of something have to and may be handed in; `most: 0`: none is taken. */
export interface NumberAsked {
  readonly least: number;
  readonly most: number;
}

export interface FilesAsked extends NumberAsked {
  /** The size of one file. */
  readonly megabytes: number;
  readonly kinds: readonly FileKind[];
}

/** All that an instructor says of what has to be handed in, and of how it is looked at. */
export interface TaskContent {
  readonly title: string;
  readonly instructions: string;
  readonly text: TextAsked;
  readonly links: NumberAsked;
  readonly files: FilesAsked;
  readonly criteria: readonly Criterion[];
  readonly pass: Pass;
  /** The people who review, by their LTI user ids; empty: the instructors of the course. */
  readonly reviewers: readonly string[];
  /** How many people have to come to the same decision. */
  readonly agree: 1 | 2;
}

/** `open`: work is taken. `closed`: none is taken any more; what waits is still reviewed, and what was approved counts. */
export type TaskState = 'draft' | 'open' | 'closed';

/** Something that people of a course apply with. */
export interface Task {
  readonly id: string;
  readonly course: CourseKey;
  readonly state: TaskState;
  /** The number of the content that is open; 0: none was yet. */
  readonly version: number;
  /** What is being worked on. */
  readonly draft: TaskContent;
  /** Raised by every change. A change that was made against an earlier revision is refused. */
  readonly revision: number;
  readonly updatedAt: Date;
}

/** A content as it was opened; it is never changed. */
export interface TaskVersion {
  readonly taskId: string;
  readonly version: number;
  readonly content: TaskContent;
  readonly openedAt: Date;
}

export const MOST_CRITERIA = 12;
export const MOST_LEVELS = 6;
export const MOST_POINTS = 1_000;
export const MOST_TEXT = 20_000;
export const MOST_LINKS = 10;
export const MOST_FILES = 10;
export const MOST_MEGABYTES = 10;
export const MOST_REVIEWERS = 20;
export const MOST_TASKS = 100;
