import { UNDO_MS } from '../../rules/index.js';
import type { Deps } from '../deps.js';
import type { Application } from '../model/application.js';
import { standingOf, type Standing } from '../model/review.js';
import type { TaskContent } from '../model/task.js';

/**
 * Writes down what the reviews of the present round come to. It may be repeated, and be done by several at once: the reviews alone
 * say what was decided.
 */
export async function sumUp(
  deps: Pick<Deps, 'clock' | 'reviews' | 'decisions'>,
  application: Pick<Application, 'id' | 'round'>,
  { agree }: Pick<TaskContent, 'agree'>,
): Promise<Standing> {
  const reviews = await deps.reviews.list(application.id, application.round);
  const standing = standingOf(reviews, agree);
  if (standing.kind === 'decided') {
    const now = deps.clock.now();
    const due = new Date(now.getTime() + UNDO_MS);
    await deps.decisions.decide(application, standing.outcome, now, due);
  }
  for (const review of reviews) await deps.reviews.seen(review);
  return standing;
}
