import { Conflict } from '../../base/index.js';
import type { Deps } from '../deps.js';
import type { Application } from '../model/application.js';

type UndoDeps = Pick<Deps, 'clock' | 'audit' | 'reviews' | 'decisions'>;
/** Who finds an undoing that is older goes on with it. */
const LEASE_MS = 60_000;

/**
 * Takes a reviewer's own review back, as long as what was decided does not stand: no badge has been given then, and nothing was
 * told.
 * @throws Conflict `too_late_to_undo`
 */
export async function undoReview(
  deps: UndoDeps,
  application: Application,
  reviewer: { readonly userId: string; readonly actor: string },
  title: string,
): Promise<void> {
  const { id, round, state, course } = application;
  const now = deps.clock.now();
  const isDecided = state !== 'submitted';
  const reviews = await deps.reviews.list(id, round);
  const isTheirs = reviews.some(({ reviewerId }) => reviewerId === reviewer.userId);
  const lease = new Date(now.getTime() + LEASE_MS);
  const isClaimed =
    isTheirs && (!isDecided || (await deps.decisions.beginUndo(application, now, lease)));
  if (!isClaimed)
    throw new Conflict('too_late_to_undo', 'This can no longer be undone.', {
      action: 'Ask the learner to hand in again, or revoke the badge where one was given.',
    });
  await deps.reviews.remove(id, round, reviewer.userId);
  if (isDecided) await deps.decisions.finishUndo(application);
  await deps.audit.record({
    ...course,
    actor: reviewer.actor,
    action: 'application.review_undone',
    subject: `application:${id}`,
    details: { name: title, round },
  });
}
