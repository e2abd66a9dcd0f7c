import type { Audit } from '../audit/index.js';
import { Conflict, InvalidInput, NotFound, type Clock } from '../base/index.js';
import { orderedId } from '../store/index.js';
import type { AwardStore } from './award-store.js';
import { latestOf, personKey, type Award } from './award.js';
import type { CheckDeps } from './check-course.js';
import { periodOf, renewableFrom, validUntilOf } from './renewal.js';
import type { Rule } from './rule.js';

export interface ByHandDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly awards: AwardStore;
  validity: CheckDeps['validity'];
  settle(awards: readonly Award[]): Promise<void>;
}

export type HandAction = 'award' | 'deny' | 'keep' | 'revoke' | 'renew';

const MOST = 500;

function checkReason(reason: string, action: HandAction): string {
  const text = reason.trim();
  if (text === '' && action !== 'keep' && action !== 'renew') {
    throw new InvalidInput('reason_missing', 'A reason is needed.', {
      action: 'Go back and write a short reason; it is kept with the decision.',
    });
  }
  if (text.length > MOST) {
    throw new InvalidInput('reason_too_long', `A reason has at most ${MOST} characters.`);
  }
  return text;
}

async function give(deps: ByHandDeps, award: Award, earlier: Award | undefined) {
  if (!earlier) return deps.settle(await deps.awards.insertNew([award]));
  if (await deps.awards.giveAgain(earlier, award)) {
    await deps.settle([{ ...award, id: earlier.id, cycle: earlier.cycle + 1 }]);
  }
}

async function giveByHand(deps: ByHandDeps, rule: Rule, award: Award, theirs: readonly Award[]) {
  if (theirs.some((each) => each.state === 'active')) {
    throw new Conflict('already_awarded', 'This learner has the badge already.');
  }
  const same = theirs.filter((each) => each.achievementVersion === rule.achievementVersion);
  const end = periodOf(await deps.validity(rule), award.awardedAt);
  await give(deps, { ...award, ...end }, latestOf(same));
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
    ...{ renews: base.id, period: (base.period ?? 1) + 1 },
    ...periodOf(validity, award.awardedAt, renewed),
  };
  await give(
    deps,
    { ...award, ...period },
    theirs.find((each) => each.renews === base.id),
  );
}

/**
 * What an instructor decides about one learner, whatever the grades say. Awarding and denying hold against later checks; a reason
 * is kept. Nobody can award themselves.
 */
export async function decideByHand(
  deps: ByHandDeps,
  rule: Rule,
  action: HandAction,
  learner: { readonly userId: string; readonly reason: string },
  actor: { readonly id: string; readonly userId: string },
): Promise<void> {
  const { userId } = learner;
  const reason = checkReason(learner.reason, action);
  if (userId === actor.userId) {
    throw new Conflict('own_award', 'Nobody decides about their own badge.');
  }
  const key = personKey(rule.tenant.platformId, userId);
  const theirs = await deps.awards.findFor(rule.achievementId, [key]);
  const now = deps.clock.now();
  const decided: Award = {
    ...{ id: orderedId(), tenant: rule.tenant, ruleId: rule.id },
    ...{ achievementId: rule.achievementId, achievementVersion: rule.achievementVersion },
    ...{ personKey: key, userId, cycle: 1, by: 'hand', actor: actor.id, reason, awardedAt: now },
    ...{ state: 'active', results: [] },
  };
  const award: Award = { ...decided, todo: 'give' };
  const active = latestOf(theirs.filter((each) => each.state === 'active'));
  if (action === 'renew') await renewByHand(deps, rule, award, theirs);
  else if (action === 'award') await giveByHand(deps, rule, award, theirs);
  else if (action === 'deny') {
    if (active) throw new Conflict('already_awarded', 'This learner has the badge: revoke it.');
    // Nothing is to be done for a denial: it only holds the place.
    if (theirs.length === 0) await deps.awards.insertNew([{ ...decided, state: 'denied' }]);
  } else {
    if (!active) throw new NotFound('award_unknown', 'This learner does not have the badge.');
    if (action === 'keep') await deps.awards.setFall(active, { since: now, kept: true });
    else await revoke(deps, active, reason, actor.id);
  }
  await deps.audit.record({
    ...{ actor: actor.id, action: `award.${action}`, subject: `rule:${rule.id}` },
    ...rule.tenant,
    details: { personKey: key },
  });
}

async function revoke(deps: ByHandDeps, award: Award, reason: string, actor: string) {
  await deps.awards.takeBack([award], { state: 'revoked', revokedFor: 'hand', reason, actor });
  await deps.settle([{ ...award, state: 'revoked', todo: 'take', reason }]);
}
