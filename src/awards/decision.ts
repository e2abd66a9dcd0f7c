import type { Grade, ReachedLevel } from '../grades/index.js';
/** What is known about one input of a rule for one learner. `grade: null`: it was read, and there is no row. */
export type InputFact =
  | { readonly readAt: Date; readonly grade: Grade | null }
  | { readonly problem: string };

/** What is known about one learner. */
export interface Facts {
  /** By input id. An assessment without an entry counts as one that could not be read. */
  readonly grades: Readonly<Record<string, InputFact>>;
  /** Achievements the learner holds. */
  readonly badges: ReadonlySet<string>;
  /** Since when, the last time. */
  readonly badgesSince?: ReadonlyMap<string, Date>;
}

/**
 * `earned`: the badge is due. `waiting`: the marks are met, and a date, a release or a confirmation is not there yet.
 * `not-yet`: they are not met. `unknown`: it depends on something that could not be read.
 */
export type Verdict = 'earned' | 'waiting' | 'not-yet' | 'unknown';

export type InputOutcome =
  | 'met'
  | 'not-met'
  | 'no-grade'
  | 'pending'
  | 'excused'
  | 'withheld'
  | 'unreadable';

export interface InputTrace {
  readonly inputId: string;
  readonly outcome: InputOutcome;
  /** Passes, once what holds it back is gone. */
  readonly wouldMeet: boolean;
  /** True while the rule's release policy says that the learner must not learn the mark from Laurel. */
  readonly hidden: boolean;
  readonly score?: string;
  readonly maximum?: string;
  /** What was taken off the score for lateness. */
  readonly deducted?: string;
  readonly letter?: string;
  /** The steps of a rubric on which the work was put. */
  readonly levels?: readonly ReachedLevel[];
  /** Where completing is what counts, and it is not done yet. */
  readonly completion?: 'incomplete';
  readonly gradedAt?: Date;
  readonly readAt?: Date;
  readonly neededPoints?: string;
  readonly shown?: string;
  readonly why?: string;
}

/** Something the whole rule waits for. */
export type Precondition =
  | { readonly kind: 'not-before'; readonly at: Date }
  | { readonly kind: 'release-date'; readonly at: Date }
  | { readonly kind: 'confirmation' }
  /** Many grades fell at once: the rule stopped, and the instructor is asked before anything is awarded. */
  | { readonly kind: 'question' };

/** What would change a verdict. */
export type Change =
  | { readonly kind: 'points'; readonly inputId: string; readonly points: string }
  | { readonly kind: 'mark'; readonly inputId: string }
  | { readonly kind: 'badge'; readonly inputId: string }
  | { readonly kind: 'release'; readonly inputId: string }
  | { readonly kind: 'readable'; readonly inputId: string }
  | { readonly kind: 'gate'; readonly gate: Precondition };

export interface Decision {
  readonly verdict: Verdict;
  readonly inputs: readonly InputTrace[];
  readonly met: number;
  readonly needed: number;
  readonly gates: readonly Precondition[];
  readonly changes: readonly Change[];
  /** How the same grades bear on renewing a badge that the learner holds. */
  readonly renewal?: Renewal;
}

/**
 * How a learner's grades bear on renewing. `again`: passed anew. `old`: what passes is from before. `failed`: tried anew and
 * not passed. `untold`: passed, and when the grade was given cannot be told. `same`: dated anew and equal to the grade that
 * earned the badge: the platform may have kept the better of two attempts. The last two are for the instructor.
 */
export type RenewalState = 'again' | 'old' | 'failed' | 'untold' | 'same';

export interface Renewal {
  readonly state: RenewalState;
  /** A pass counts from then on. */
  readonly from: Date;
  /** The end of the badge as it is. */
  readonly until: Date;
}
