import { Conflict, NotFound } from '../base/index.js';
import type { Rule } from '../rules/index.js';
import { personKey } from './award.js';
import type { ByHandDeps } from './award-by-hand.js';

/**
 * Undoes a revocation by hand within its time: the badge counts again as it did before. May be repeated.
 * Throws NotFound `award_unknown`, Conflict `undo_over`, and Conflict `own_award` for one's own badge.
 * @returns whether anything changed; what changed nothing is not in the audit log
 */
export async function undoRevocation(
  deps: ByHandDeps,
  rule: Rule,
  userId: string,
  actor: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  if (userId === actor.userId) {
    throw new Conflict('own_award', 'Nobody decides about their own badge.');
  }
  const key = personKey(rule.tenant.platformId, userId);
  const theirs = await deps.awards.findFor(rule.achievementId, [key]);
  const revoked = theirs.find((award) => award.retraction !== undefined);
  if (!revoked) {
    if (theirs.some(({ state }) => state === 'active')) return false;
    if (theirs.length === 0)
      throw new NotFound('award_unknown', 'This learner does not have the badge.');
  }
  const isUndone = revoked && (await deps.awards.undoRetraction(revoked, deps.clock.now()));
  if (!isUndone) {
    throw new Conflict('undo_over', 'The time to undo is over.', {
      wording: 'award',
      action: 'You can award the badge by hand on the page of the learner.',
    });
  }
  const [returned] = await deps.awards.findByIds([revoked.id]);
  if (returned) await deps.fulfil([returned]);
  await deps.audit.record({
    actor: actor.id,
    action: 'award.revoke_undone',
    subject: `rule:${rule.id}`,
    ...rule.tenant,
    details: { personKey: key },
  });
  return true;
}
