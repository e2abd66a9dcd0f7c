import { REASONS } from '../credentials/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, type Award } from './award.js';
import type { AwardedPerson } from './awarded-person.js';

export type Recipients = ReadonlyMap<string, AwardedPerson>;

export interface FulfilSteps {
  readonly awards: Pick<AwardStore, 'finish' | 'findByIds'>;
  /** Whom each of these awards is for, by the award's id. */
  recipients(awards: readonly Award[]): Promise<Recipients>;
  /** Issues the badges of these awards; one that has been issued is left as it is. */
  issue(awards: readonly Award[], recipients: Recipients): Promise<void>;
  /** Puts the mails into the outbox, each exactly once by its key. @returns the ids of awards nobody could be written for */
  notify(awards: readonly Award[], recipients: Recipients): Promise<ReadonlySet<string>>;
  /** Revokes the badge that was issued under a key; again does no harm. */
  revoke(awardKey: string, reason: string): Promise<void>;
  cancelMail(awardKey: string): Promise<void>;
  /** Tells learners, once each, that their badge was revoked; not those who were never told of it. */
  tellRevoked(awards: readonly Award[]): Promise<void>;
  /** Suspends the badge of a key while its revocation can be undone; again does no harm. */
  suspend(awardKey: string): Promise<void>;
  /** Ends that suspension, and no other. */
  reinstate(awardKey: string): Promise<void>;
  /** Mail about the badge that waits goes out then at the earliest. */
  postponeMail(awardKey: string, until: Date): Promise<void>;
}

/** What is known of awards that are to be fulfilled. */
export interface FulfilNote {
  /** They were inserted just now, and the decisions that led to them were kept behind them, to be told by the roster. */
  readonly areDecided?: boolean;
}

/** Issues and notifies. Every step may be repeated: the list is only shortened when all of them are done. */
async function give(deps: FulfilSteps, awards: readonly Award[], note: FulfilNote): Promise<void> {
  const recipients = await deps.recipients(awards);
  await deps.issue(awards, recipients);
  await deps.awards.finish(awards, await deps.notify(awards, recipients), note);
}

/**
 * Revokes. A badge that was not issued yet is issued first, under the same key: so another worker that is just about to
 * issue it finds it issued, and revoked.
 */
async function take(deps: FulfilSteps, awards: readonly Award[]): Promise<void> {
  await deps.issue(awards, await deps.recipients(awards));
  for (const award of awards) {
    const key = givingKey(award);
    await deps.cancelMail(key);
    await deps.revoke(key, award.reason ?? REASONS.takenBack);
  }
  await deps.tellRevoked(awards);
  await deps.awards.finish(awards, new Set());
}

/** Suspends badges for as long as their revocation can be undone; one that was undone just now counts again. */
async function hold(deps: FulfilSteps, awards: readonly Award[]): Promise<void> {
  await deps.issue(awards, await deps.recipients(awards));
  for (const award of awards) {
    const key = givingKey(award);
    if (award.retraction) await deps.postponeMail(key, award.retraction.until);
    await deps.suspend(key);
  }
  const now = await deps.awards.findByIds(awards.map(({ id }) => id));
  for (const award of now) if (award.state === 'active') await deps.reinstate(givingKey(award));
  await deps.awards.finish(awards, new Set());
}

/** A revocation was undone: the badge counts again, and is told if that was still to be done. */
async function giveBack(deps: FulfilSteps, awards: readonly Award[]): Promise<void> {
  const recipients = await deps.recipients(awards);
  await deps.issue(awards, recipients);
  for (const award of awards) await deps.reinstate(givingKey(award));
  await deps.awards.finish(awards, await deps.notify(awards, recipients));
}

/** Does what is on the list of things to do for these awards. */
export async function fulfilAwards(
  deps: FulfilSteps,
  awards: readonly Award[],
  note: FulfilNote = {},
): Promise<void> {
  const steps = { give, hold, return: giveBack, take };
  for (const todo of ['give', 'hold', 'return', 'take'] as const) {
    const list = awards.filter((award) => award.todo === todo);
    if (list.length > 0) await steps[todo](deps, list, note);
  }
}
