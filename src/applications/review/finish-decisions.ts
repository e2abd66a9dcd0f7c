import type { Deps } from '../deps.js';
import type { Application } from '../model/application.js';
import { standingOf } from '../model/review.js';
import type { TaskContent } from '../model/task.js';
import { sumUp } from './sum-up.js';
import { tellDecision } from './tell.js';

type FinishDeps = Pick<
  Deps,
  | 'clock'
  | 'reviews'
  | 'decisions'
  | 'applications'
  | 'tasks'
  | 'mail'
  | 'people'
  | 'lti'
  | 'files'
  | 'hint'
>;

const AT_ONCE = 100;
/** What is younger is being done by whoever began it. */
const UNFINISHED_MS = 60_000;
const HALF_WRITTEN_MS = 3_600_000;

async function contentOf(
  { tasks }: Pick<Deps, 'tasks'>,
  { taskId, handedIn }: Application,
): Promise<TaskContent | null> {
  const version = handedIn && (await tasks.findVersion(taskId, handedIn.version));
  return version?.content ?? null;
}

/** What may still be undone stands once its time is over, and once its reviews still say so. */
async function settle(deps: FinishDeps, application: Application): Promise<void> {
  const content = await contentOf(deps, application);
  const reviews = await deps.reviews.list(application.id, application.round);
  if (content && standingOf(reviews, content.agree).kind === 'decided')
    await deps.decisions.settle(application);
}

/** The course is looked at first, so that a badge is given once a rule asks for it; then the learner is written to. */
async function tell(deps: FinishDeps, application: Application): Promise<void> {
  const content = await contentOf(deps, application);
  await deps.hint(application.course);
  if (content) await tellDecision(deps, application, content.title);
  await deps.decisions.told(application);
}

/**
 * Does what is due about decisions, and what a crash left undone. To be run often, by any number of workers: every step may be
 * repeated.
 */
export async function finishDecisions(deps: FinishDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - UNFINISHED_MS);
  for (const review of await deps.reviews.listUnseen(before, AT_ONCE)) {
    const application = await deps.applications.findById(review.applicationId);
    const isPresent = application?.round === review.round;
    const content = isPresent ? await contentOf(deps, application) : null;
    if (isPresent && content) await sumUp(deps, application, content);
    else await deps.reviews.seen(review);
  }
  for (const one of await deps.decisions.listDue('undoing', now, AT_ONCE)) {
    // Whose review it was that is undone is not known any more: all of the round go, and it waits again.
    for (const { reviewerId } of await deps.reviews.list(one.id, one.round))
      await deps.reviews.remove(one.id, one.round, reviewerId);
    await deps.decisions.finishUndo(one);
  }
  for (const one of await deps.decisions.listDue('undoable', now, AT_ONCE)) await settle(deps, one);
  for (const one of await deps.decisions.listDue('tell', now, AT_ONCE)) await tell(deps, one);
  const half = new Date(now.getTime() - HALF_WRITTEN_MS);
  await deps.files.remove(await deps.files.listComing(half, AT_ONCE));
}
