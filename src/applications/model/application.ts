import type { CourseKey, ReachedLevel } from '../../grades/index.js';

/** What somebody wrote, linked and uploaded. */
export interface Work {
  readonly text: string;
  readonly links: readonly string[];
  readonly fileIds: readonly string[];
}

/** Work as it was handed in, against a version of its task. */
export interface HandedIn extends Work {
  readonly round: number;
  readonly version: number;
  readonly at: Date;
}

/**
 * `draft`: being worked on. `submitted`: waits for reviewers. `returned`: more is asked for. `withdrawn`: taken back by its
 * person before anybody decided.
 */
export type ApplicationState =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'refused'
  | 'withdrawn';

export type Verdict = 'approve' | 'return' | 'refuse';

/** What reviewers decided together. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly levels: readonly ReachedLevel[];
  readonly points: number;
  readonly maximum: number;
}

/**
 * What is still to be done about a decision. `undoable`: whoever decided may undo it until `due`. `undoing`: that is being done.
 * `tell`: it stands, and the learner and the course are to be told.
 */
export type ApplicationStep = 'undoable' | 'undoing' | 'tell';

/** One person's application to one task: a unique index on both holds that there is one. */
export interface Application {
  readonly id: string;
  readonly taskId: string;
  readonly course: CourseKey;
  /** The LTI `sub`. */
  readonly userId: string;
  readonly state: ApplicationState;
  /** Counts how often it was handed in. */
  readonly round: number;
  /** What the person works on; after handing in it is what was handed in. */
  readonly draft: Work;
  readonly handedIn?: HandedIn;
  /** Work of earlier rounds, the earliest first. */
  readonly earlier?: readonly HandedIn[];
  readonly outcome?: Outcome;
  readonly decidedAt?: Date;
  readonly step?: ApplicationStep;
  /** When the next thing is done about `step`. */
  readonly due?: Date;
  /** The decision stands: it counts for badges. */
  readonly isFinal?: boolean;
  readonly changedAt: Date;
  /** The ids of files that its person shows with a badge, to whoever has their address. */
  readonly shown?: readonly string[];
}

/** Earlier rounds that are kept. */
export const MOST_EARLIER = 10;
/** How often work may be handed in. */
export const MOST_ROUNDS = 50;

/** Whether its person may change and hand in the work. */
export const isOpenToItsPerson = ({ state, isFinal }: Pick<Application, 'state' | 'isFinal'>) =>
  state === 'draft' || state === 'withdrawn' || (state === 'returned' && isFinal === true);

/** What its person is told of the state: a decision that can still be undone is not told. */
export const toldState = ({ state, isFinal }: Pick<Application, 'state' | 'isFinal'>) =>
  ['approved', 'refused', 'returned'].includes(state) && isFinal !== true ? 'submitted' : state;

export const NO_WORK: Work = { text: '', links: [], fileIds: [] };
