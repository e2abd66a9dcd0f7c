import { personIdOf } from '../people/index.js';
import { randomId } from '../base/index.js';
import type { Award } from '../awards/index.js';
import type { CorrectionRequest } from '../course/index.js';
import type { LearnerDeps } from './learner-deps.js';

/**
 * Asks the instructors of a badge to correct it.
 * @param text what is wrong, in the learner's words
 * @returns false where they were asked before and have not answered
 * @throws TooManyRequests `too_many_corrections`
 */
export async function askForCorrection(
  deps: Pick<LearnerDeps, 'clock' | 'limits'> & {
    readonly corrections: Pick<LearnerDeps['corrections'], 'ask'>;
  },
  award: Award,
  text: string,
): Promise<boolean> {
  const { tenant, ruleId, userId } = award;
  const person = personIdOf(tenant.platformId, userId);
  await deps.limits.spend('correction', { person, target: award.id });
  return deps.corrections.ask({
    id: randomId(),
    tenant,
    ruleId,
    awardId: award.id,
    userId,
    text,
    askedAt: deps.clock.now(),
    state: 'open',
  });
}

/** A learner's latest request about a badge, for its page. */
export function describeRequest(request: CorrectionRequest | null) {
  if (!request) return undefined;
  const { state, text, askedAt, answer, answeredAt } = request;
  const isOpen = state === 'open';
  return { text, askedAt, answer, answeredAt, isOpen, isCorrected: state === 'corrected' };
}
