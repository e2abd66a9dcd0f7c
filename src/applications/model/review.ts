import type { ReachedLevel } from '../../grades/index.js';
import type { Outcome, Verdict } from './application.js';

/** What one reviewer says of work that was handed in. */
export interface Review {
  readonly applicationId: string;
  readonly taskId: string;
  readonly round: number;
  /** 1 for the first one of a round. A third is asked where two differ. */
  readonly slot: number;
  /** The LTI `sub` of the reviewer. */
  readonly reviewerId: string;
  readonly verdict: Verdict;
  readonly levels: readonly ReachedLevel[];
  readonly points: number;
  readonly maximum: number;
  /** What is told to the learner. */
  readonly comment: string;
  /** What is told beside a criterion, by its id. */
  readonly comments: Readonly<Record<string, string>>;
  readonly at: Date;
}

/** How far the review of one round is. */
export type Standing =
  | { readonly kind: 'waits'; readonly slot: 1 | 2 }
  /** Two people differ: the third one decides. */
  | { readonly kind: 'disputed'; readonly slot: 3 }
  | { readonly kind: 'decided'; readonly outcome: Outcome };

const outcomeOf = ({ verdict, levels, points, maximum }: Review): Outcome => ({
  verdict,
  levels,
  points,
  maximum,
});

/**
 * What reviews of one round come to. Where two have to agree, the result of the more cautious of the two counts: that with
 * fewer points.
 */
export function standingOf(reviews: readonly Review[], agree: 1 | 2): Standing {
  const [first, second, third] = [...reviews].sort((a, b) => a.slot - b.slot);
  if (!first) return { kind: 'waits', slot: 1 };
  if (agree === 1) return { kind: 'decided', outcome: outcomeOf(first) };
  if (!second) return { kind: 'waits', slot: 2 };
  if (first.verdict === second.verdict)
    return { kind: 'decided', outcome: outcomeOf(second.points < first.points ? second : first) };
  return third ? { kind: 'decided', outcome: outcomeOf(third) } : { kind: 'disputed', slot: 3 };
}

/** Who may look at what of a review that is under way. */
export interface Reviewer {
  readonly userId: string;
  readonly isInstructor: boolean;
}

/**
 * Whether somebody reviews this task's work: the people who are named, else the instructors. Where two named people differ an
 * instructor may decide, too.
 */
export function mayReview(
  { reviewers }: { readonly reviewers: readonly string[] },
  { userId, isInstructor }: Reviewer,
): boolean {
  return reviewers.length === 0 ? isInstructor : reviewers.includes(userId);
}

export const MOST_COMMENT = 5_000;
