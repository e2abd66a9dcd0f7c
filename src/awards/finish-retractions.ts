import type { Clock } from '../base/index.js';
import type { AwardStore } from './award-store.js';
import type { Award } from './award.js';

const AT_ONCE = 200;

/**
 * Revokes for good what was revoked by hand and can no longer be undone. What a crash leaves half done is found again: a
 * retraction is struck out only once its badge is revoked.
 */
export async function finishRetractions(deps: {
  readonly clock: Clock;
  readonly awards: Pick<AwardStore, 'beginTaking' | 'endTaking'>;
  fulfil(awards: readonly Award[]): Promise<void>;
}): Promise<void> {
  const now = deps.clock.now();
  for (;;) {
    const due = await deps.awards.beginTaking(now, AT_ONCE);
    if (due.length === 0) return;
    await deps.fulfil(due);
    await deps.awards.endTaking(due, now);
  }
}
