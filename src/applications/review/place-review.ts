import { Conflict, NotAllowed } from '../../base/index.js';
import { personIdOf } from '../../people/index.js';
import type { ReachedLevel } from '../../grades/index.js';
import type { Deps } from '../deps.js';
import type { Application, Verdict } from '../model/application.js';
import {
  mayReview,
  standingOf,
  type Review,
  type Reviewer,
  type Standing,
} from '../model/review.js';
import { scoreOf } from '../model/score.js';
import type { TaskContent } from '../model/task.js';
import { sumUp } from './sum-up.js';

type ReviewDeps = Pick<Deps, 'clock' | 'audit' | 'reviews' | 'decisions' | 'together'>;

/** What a reviewer decided, as the form says it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly levels: readonly ReachedLevel[];
  readonly comment: string;
  readonly comments: Readonly<Record<string, string>>;
  /** The round that the reviewer has read. */
  readonly round: number;
}

const notTheirs = () =>
  new NotAllowed('own_work', 'Nobody reviews their own work.', {
    action: 'Ask another reviewer of this course.',
  });

const tooLate = () =>
  new Conflict('review_taken', 'Somebody else has decided about this work meanwhile.', {
    action:
      'Open it again to see how it is now. What you wrote is still in the form if you go back.',
  });

/** Whether work is a reviewer's own, under any account that their home knows. */
export async function isOwn(
  deps: Pick<Deps, 'together'>,
  { course, userId }: Pick<Application, 'course' | 'userId'>,
  reviewerId: string,
): Promise<boolean> {
  if (userId === reviewerId) return true;
  const theirs = personIdOf(course.platformId, userId);
  const own = await deps.together(personIdOf(course.platformId, reviewerId));
  return own?.personIds.includes(theirs) === true;
}

/**
 * Whether somebody may review a round now: a reviewer of the task who has not yet, or an instructor where two named people
 * differ.
 */
export function mayReviewNow(
  content: Pick<TaskContent, 'reviewers'>,
  reviewer: Reviewer,
  standing: Standing,
  reviews: readonly Pick<Review, 'reviewerId'>[],
): boolean {
  if (standing.kind === 'decided') return false;
  if (reviews.some(({ reviewerId }) => reviewerId === reviewer.userId)) return false;
  return mayReview(content, reviewer) || (standing.kind === 'disputed' && reviewer.isInstructor);
}

/**
 * Keeps what a reviewer decided, and sums the round up. Where two press at once, the index on a review's place lets one through.
 * @throws NotAllowed `own_work`; Conflict `review_taken`, `not_passed`
 */
export async function placeReview(
  deps: ReviewDeps,
  application: Application,
  content: TaskContent,
  reviewer: Reviewer & { readonly actor: string },
  judgement: Judgement,
): Promise<Standing> {
  const { id, round, taskId, course, state } = application;
  if (await isOwn(deps, application, reviewer.userId)) throw notTheirs();
  const reviews = await deps.reviews.list(id, round);
  const standing = standingOf(reviews, content.agree);
  const isOpen = state === 'submitted' && judgement.round === round;
  if (!isOpen || standing.kind === 'decided') throw tooLate();
  if (!mayReviewNow(content, reviewer, standing, reviews)) throw tooLate();
  const score = scoreOf(content, judgement.levels);
  if (judgement.verdict === 'approve' && !score.isPassed)
    throw new Conflict('not_passed', 'By the rubric this work does not pass.', {
      action: 'Choose other levels, or return it for more.',
    });
  const { verdict, levels, comment, comments } = judgement;
  const review: Review = {
    applicationId: id,
    taskId,
    round,
    slot: standing.slot,
    reviewerId: reviewer.userId,
    verdict,
    levels,
    comment,
    comments,
    points: score.points,
    maximum: score.maximum,
    at: deps.clock.now(),
  };
  if (!(await deps.reviews.insert(course, review))) throw tooLate();
  await deps.audit.record({
    ...course,
    actor: reviewer.actor,
    action: 'application.reviewed',
    subject: `application:${id}`,
    details: { name: content.title, verdict, round },
  });
  return sumUp(deps, application, content);
}
