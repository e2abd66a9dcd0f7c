import { msToDeadline, omitUndefined } from '../base/index.js';
import { type Rule, inOrder } from '../rules/index.js';
import { checkRule } from './check-rule.js';
import type { CheckDeps } from './check-deps.js';
import type { CheckFailure } from './check-store.js';
import type { Round, RuleOutcome } from './round.js';

/**
 * Decides every rule of a course, those first that give what others ask for.
 * @param last by rule: the digest of its last complete check
 */
export async function checkRules(
  deps: CheckDeps,
  rules: readonly Rule[],
  round: Round,
  last: Readonly<Record<string, string>>,
) {
  const digests: Record<string, string> = {};
  let granted = 0;
  let changed = 0;
  let isCut = false;
  const failures: CheckFailure[] = [];
  for (const rule of inOrder(rules)) {
    // What is left is decided at the next look.
    if (msToDeadline() <= 0) {
      isCut = true;
      break;
    }
    const outcome: RuleOutcome = await checkRule(deps, rule, round, last[rule.id]);
    granted += outcome.granted;
    changed += outcome.changed;
    isCut ||= outcome.isCut === true;
    if (outcome.failure) failures.push(outcome.failure);
    if (outcome.digest !== undefined) digests[rule.id] = outcome.digest;
  }
  // Where something could be decided it is the assessments that failed, each by itself, and not the course.
  const isCourse = round.userId !== undefined || failures.length === rules.length;
  const failure = isCourse ? failures[0] : undefined;
  return omitUndefined({ granted, changed, digests, failure, isCut: isCut || undefined });
}
