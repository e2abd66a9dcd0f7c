import type { Audit } from '../audit/index.js';
import { Conflict, InvalidInput, NotFound, type Clock } from '../base/index.js';
import { UNDO_MS, type Rule } from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import { latestOf, personKey, type Award } from './award.js';
import { handAward, type Decided } from './hand-award.js';
import { periodOf, renewableFrom, validUntilOf, type ReadValidity } from './validity.js';

export interface ByHandDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly awards: AwardStore;
  readonly validity: ReadValidity;
  fulfil(awards: readonly Award[]): Promise<void>;
}

/** How long a reason may be, in characters. */
export const MOST_REASON = 500;

export type HandAction = 'award' | 'deny' | 'keep' | 'revoke' | 'renew';

function checkReason(reason: string, action: HandAction): string {
  const text = reason.trim();
  if (text === '' && action !== 'keep' && action !== 'renew') {
    throw new InvalidInput('reason_missing', 'A reason is needed.', {
      action: 'Go back and write a short reason; it is kept with the decision.',
    });
  }
  if (text.length > MOST_REASON) {
    throw new InvalidInput('reason_too_long', `A reason has at most ${MOST_REASON} characters.`, {
      values: { most: MOST_REASON },
    });
  }
  return text;
}

/** @returns whether it was given: of two who give at the same time one alone did */
async function give(deps: ByHandDeps, award: Award, earlier: Award | undefined): Promise<boolean> {
  if (!earlier) {
    const made = await deps.awards.insertNew([award]);
    await deps.fulfil(made);
    return made.length > 0;
  }
  // The badge of an earlier giving that could still come back is revoked for good: there is one at a time.
  if (earlier.retraction) await deps.fulfil([{ ...earlier, todo: 'take' }]);
  if (!(await deps.awards.giveAgain(earlier, award))) return false;
  await deps.fulfil([{ ...award, id: earlier.id, cycle: earlier.cycle + 1 }]);
  return true;
}

async function giveByHand(deps: ByHandDeps, rule: Rule, award: Award, theirs: readonly Award[]) {
  if (theirs.some((each) => each.state === 'active')) {
    throw new Conflict('already_awarded', 'This learner has the badge already.');
  }
  const same = theirs.filter((each) => each.achievementVersion === rule.achievementVersion);
  const end = periodOf(await deps.validity(rule), award.awardedAt);
  return give(deps, { ...award, ...end }, latestOf(same));
}

/**
 * Gives the badge for a further period, once its window is open or it has expired: also where a renewal was revoked.
 * Throws Conflict `renewal_too_early`, NotFound `award_unknown`.
 */
async function renewByHand(deps: ByHandDeps, rule: Rule, award: Award, theirs: readonly Award[]) {
  const base = latestOf(theirs.filter(({ state }) => state === 'active'));
  if (!base) throw new NotFound('award_unknown', 'This learner does not have the badge.');
  const validity = await deps.validity(rule);
  const own = base.validUntil ? null : await deps.validity(base);
  const until = base.validUntil ?? (own && validUntilOf(own, base.awardedAt));
  if (!validity || !until || award.awardedAt < renewableFrom(validity, until)) {
    throw new Conflict('renewal_too_early', 'This badge cannot be renewed yet.', {
      action: 'Come back when its end is near; the page of the learner says when.',
    });
  }
  const renewed = { ...base, validUntil: until };
  const period = {
    renews: base.id,
    period: (base.period ?? 1) + 1,
    ...periodOf(validity, award.awardedAt, renewed),
  };
  return give(
    deps,
    { ...award, ...period },
    theirs.find((each) => each.renews === base.id),
  );
}

/**
 * What an instructor decides about one learner, whatever the grades say. Awarding and denying hold against later checks; a reason
 * is kept. Nobody can award themselves.
 * @param learner with the job that does it for many, and when the learner is told at the earliest
 * @returns whether anything changed; what changed nothing is not in the audit log
 */
export async function decideByHand(
  deps: ByHandDeps,
  rule: Rule,
  action: HandAction,
  learner: { readonly userId: string; readonly reason: string } & Pick<
    Award,
    'batch' | 'notifyAfter'
  >,
  actor: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  const { userId } = learner;
  const reason = checkReason(learner.reason, action);
  if (userId === actor.userId) {
    throw new Conflict('own_award', 'Nobody decides about their own badge.');
  }
  const key = personKey(rule.tenant.platformId, userId);
  const theirs = await deps.awards.findFor(rule.achievementId, [key]);
  const { batch, notifyAfter } = learner;
  const awardedAt = deps.clock.now();
  const whose = { userId, actor: actor.id, reason, awardedAt };
  const decided = handAward(rule, { ...whose, batch, notifyAfter });
  const award: Award = { ...decided, todo: 'give' };
  const active = latestOf(theirs.filter((each) => each.state === 'active'));
  const theirAward = { decided, award, theirs, active };
  if (!(await act(deps, rule, action, theirAward))) return false;
  await deps.audit.record({
    actor: actor.id,
    action: `award.${action}`,
    subject: `rule:${rule.id}`,
    ...rule.tenant,
    details: { personKey: key },
  });
  return true;
}

interface TheirAward {
  readonly decided: Decided;
  readonly award: Award;
  readonly theirs: readonly Award[];
  readonly active: Award | undefined;
}

/** @returns whether anything changed */
async function act(
  deps: ByHandDeps,
  rule: Rule,
  action: HandAction,
  { decided, award, theirs, active }: TheirAward,
): Promise<boolean> {
  if (action === 'renew') return renewByHand(deps, rule, award, theirs);
  if (action === 'award') return giveByHand(deps, rule, award, theirs);
  if (action === 'deny') {
    if (active) throw new Conflict('already_awarded', 'This learner has the badge: revoke it.');
    // A denial asks for nothing: it takes the one place that an award would have.
    if (theirs.length > 0) return false;
    return (await deps.awards.insertNew([{ ...decided, state: 'denied' }])).length > 0;
  }
  if (!active) throw new NotFound('award_unknown', 'This learner does not have the badge.');
  if (action === 'revoke') return revoke(deps, active, decided);
  if (active.fall?.kept === true) return false;
  return deps.awards.setFall(active, { since: decided.awardedAt, kept: true });
}

async function revoke(
  deps: ByHandDeps,
  active: Award,
  { reason, actor, awardedAt: takenAt }: Decided,
): Promise<boolean> {
  const until = new Date(takenAt.getTime() + UNDO_MS);
  if (!(await deps.awards.retract(active, { reason, actor, takenAt, until }))) return false;
  const [retracted] = await deps.awards.findByIds([active.id]);
  if (retracted) await deps.fulfil([retracted]);
  return true;
}
