import { isAnswer } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import type { Rule } from '../rules/index.js';
import { personKey } from './award.js';
import type { ByHandDeps } from './award-by-hand.js';
import { undoRevocation } from './undo-revocation.js';

/** What a job decided about many, with which a decision about one of them is found again. */
export interface Batch {
  readonly id: string;
  readonly action: 'award' | 'deny' | 'revoke';
  readonly startedAt: Date;
}

/**
 * Undoes what a job decided about one learner: an award it gave is taken back, a denial is struck out, a revocation within its time
 * counts again. What was decided otherwise since then stays. May be repeated.
 * @returns whether anything changed
 */
export async function undoBatch(
  deps: ByHandDeps,
  rule: Rule,
  userId: string,
  batch: Batch,
  actor: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  const key = personKey(rule.tenant.platformId, userId);
  const theirs = await deps.awards.findFor(rule.achievementId, [key]);
  if (batch.action === 'revoke') {
    const own = theirs.some(
      ({ retraction, takenAt, actor: by }) =>
        retraction !== undefined &&
        takenAt !== undefined &&
        takenAt >= batch.startedAt &&
        by === actor.id,
    );
    if (!own) return false;
    try {
      return await undoRevocation(deps, rule, userId, actor);
    } catch (error) {
      // Its time ended meanwhile.
      if (isAnswer(error)) return false;
      throw error;
    }
  }
  const made = theirs.find((award) => award.batch === batch.id);
  if (!made) return false;
  if (batch.action === 'deny') return deps.awards.removeDenial(made);
  const why = { state: 'undone', reason: REASONS.takenBack } as const;
  if ((await deps.awards.takeBack([made], why)) === 0) return false;
  await deps.fulfil(await deps.awards.findByIds([made.id]));
  return true;
}
