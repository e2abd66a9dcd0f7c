import type { Rule, RuleInput } from './rule.js';

const isElsewhere = (input: RuleInput): boolean => input.kind === 'badge' || input.source !== 'lti';

/** The badges among those of some rules that something else than the tool's own columns decides about. */
export function fedElsewhere(
  rules: readonly Pick<Rule, 'achievementId' | 'inputs' | 'state'>[],
): ReadonlySet<string> {
  const fed = rules.filter(({ state, inputs }) => state !== 'ended' && inputs.some(isElsewhere));
  return new Set(fed.map(({ achievementId }) => achievementId));
}
