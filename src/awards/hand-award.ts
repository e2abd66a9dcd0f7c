import { omitUndefined } from '../base/index.js';
import type { Rule } from '../rules/index.js';
import { orderedId } from '../store/index.js';
import { personKey, type Award } from './award.js';

/** An award or a denial as somebody decides it. */
export type Decided = Award & Required<Pick<Award, 'reason' | 'actor'>>;

/** Who decides for whom, why and when. */
export interface HandDecision extends Pick<Decided, 'userId' | 'actor' | 'reason' | 'awardedAt'> {
  readonly batch: string | undefined;
  readonly notifyAfter: Date | undefined;
  /** The badge of another system in whose place it is. */
  readonly origin?: Award['origin'] | undefined;
}

/** @returns the first award of a rule to a learner by hand, with nothing done yet */
export const handAward = (rule: Rule, decision: HandDecision): Decided =>
  omitUndefined({
    id: orderedId(),
    tenant: rule.tenant,
    ruleId: rule.id,
    achievementId: rule.achievementId,
    achievementVersion: rule.achievementVersion,
    personKey: personKey(rule.tenant.platformId, decision.userId),
    cycle: 1,
    by: 'hand',
    state: 'active',
    results: [],
    ...decision,
  });
