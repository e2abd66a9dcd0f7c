import { REASONS } from '../credentials/index.js';
import type { Rule } from '../rules/index.js';
import type { CheckDeps } from './check-deps.js';
import { fulfilRest } from './fulfil-rest.js';

/** Fewer than this many falls at once are as likely to be meant, whatever share of the holders they are. */
const MANY_AT_LEAST = 3;

/**
 * A third of those who hold the badge, at least three, fell and nobody was asked yet: more likely a reset course or a changed
 * activity than so many regrades. The rule stops and its instructors decide; nothing is taken back by itself. Counted in the
 * store, so that a crash in the middle changes nothing.
 * @returns whether it stopped
 */
export async function holdManyFalls(deps: CheckDeps, rule: Rule): Promise<boolean> {
  const count = await deps.awards.countFreshFalls(rule.id);
  if (count < MANY_AT_LEAST) return false;
  if (count * 3 < (await deps.awards.countByRule(rule.id, count * 3 + 1))) return false;
  await deps.pause(rule, { code: 'many_fell', count });
  await deps.awards.askAboutFalls(rule.id);
  return true;
}

/** Takes back the awards of a rule whose grade fell and whose grace is over. */
export async function revokeDue(deps: CheckDeps, rule: Rule, now: Date): Promise<void> {
  const due = await deps.awards.listFallsDue(rule.id, now);
  if (due.length === 0 || (due.length >= MANY_AT_LEAST && (await holdManyFalls(deps, rule))))
    return;
  await deps.awards.takeBack(due, {
    state: 'revoked',
    revokedFor: 'fall',
    reason: REASONS.belowMark,
  });
  await fulfilRest(deps, rule.tenant);
}
