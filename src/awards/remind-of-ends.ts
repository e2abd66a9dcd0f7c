import type { Clock } from '../base/index.js';
import type { RuleStore } from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import type { Award } from './award.js';
import type { ReadValidity } from './validity.js';

export interface RemindDeps {
  readonly clock: Clock;
  readonly awards: Pick<AwardStore, 'listRemindersDue' | 'listRenewing' | 'setReminder'>;
  readonly rules: Pick<RuleStore, 'get'>;
  readonly validity: ReadValidity;
  /** Puts a mail for each into the outbox, once by its key. */
  remind(awards: readonly Award[]): Promise<void>;
}

const AT_ONCE = 200;
const DAY = 86_400_000;

type Answer = 'write' | 'strike' | 'later';

/** Whether there is something to remind of: passing again has to lead somewhere. */
async function answerFor(deps: RemindDeps, award: Award, now: Date): Promise<Answer> {
  const isOver = !award.validUntil || award.validUntil <= now;
  if (award.state !== 'active' || isOver) return 'strike';
  const rule = await deps.rules.get(award.tenant, award.ruleId);
  if (!rule || rule.state === 'ended') return 'strike';
  if (rule.state !== 'active') return 'later';
  const validity = await deps.validity(rule);
  return validity?.isRenewedByPassingAgain ? 'write' : 'strike';
}

/**
 * Reminds learners, once for each badge, that it ends and can be renewed from now on. Not of what was renewed already or taken
 * back; while a rule is paused the reminder waits. It may end at any step and be repeated: a mail's key is its lock.
 */
export async function remindOfEnds(deps: RemindDeps): Promise<void> {
  const now = deps.clock.now();
  for (;;) {
    const due = await deps.awards.listRemindersDue(now, AT_ONCE);
    const renewed = new Set(
      (await deps.awards.listRenewing(due.map(({ id }) => id))).map(({ renews }) => renews),
    );
    const writing: Award[] = [];
    const later: Award[] = [];
    for (const award of due) {
      const answer = renewed.has(award.id) ? 'strike' : await answerFor(deps, award, now);
      if (answer === 'write') writing.push(award);
      if (answer === 'later') later.push(award);
    }
    await deps.remind(writing);
    const waits = new Set(later);
    const tomorrow = new Date(now.getTime() + DAY);
    for (const award of due) {
      await deps.awards.setReminder(award, waits.has(award) ? tomorrow : null);
    }
    if (due.length < AT_ONCE) return;
  }
}
