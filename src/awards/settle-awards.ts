import { REASONS } from '../credentials/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, type Award } from './award.js';
import type { AwardedPerson } from './awarded-person.js';

export type Recipients = ReadonlyMap<string, AwardedPerson>;

export interface SettleDeps {
  readonly awards: Pick<AwardStore, 'finish'>;
  /** Whom each of these awards is for, by the award's id. */
  recipients(awards: readonly Award[]): Promise<Recipients>;
  /** Issues the badges of these awards; one that has been issued is left as it is. */
  issue(awards: readonly Award[], recipients: Recipients): Promise<void>;
  /** Puts the mails into the outbox, each exactly once by its key. @returns the ids of awards nobody could be written for */
  notify(awards: readonly Award[], recipients: Recipients): Promise<ReadonlySet<string>>;
  /** Revokes the badge that was issued under a key; again does no harm. */
  revoke(awardKey: string, reason: string): Promise<void>;
  cancelMail(awardKey: string): Promise<void>;
}

/** Issues and notifies. Every step may be repeated: the list is only shortened when all of them are done. */
async function give(deps: SettleDeps, awards: readonly Award[]): Promise<void> {
  const recipients = await deps.recipients(awards);
  await deps.issue(awards, recipients);
  await deps.awards.finish(awards, await deps.notify(awards, recipients));
}

/**
 * Revokes. A badge that was not issued yet is issued first, under the same key: so another worker that is just about to
 * issue it finds it issued, and revoked.
 */
async function take(deps: SettleDeps, awards: readonly Award[]): Promise<void> {
  await deps.issue(awards, await deps.recipients(awards));
  for (const award of awards) {
    const key = givingKey(award);
    await deps.cancelMail(key);
    await deps.revoke(key, award.reason ?? REASONS.takenBack);
  }
  await deps.awards.finish(awards, new Set());
}

/** Does what is on the list of things to do for these awards. */
export async function settleAwards(deps: SettleDeps, awards: readonly Award[]): Promise<void> {
  const giving = awards.filter((award) => award.todo === 'give');
  const taking = awards.filter((award) => award.todo === 'take');
  if (giving.length > 0) await give(deps, giving);
  if (taking.length > 0) await take(deps, taking);
}
