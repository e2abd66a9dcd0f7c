import type { Rule, RuleInput } from './rule.js';

const isElsewhere = (input: RuleInput): boolean => input.kind === 'badge' || input.source !== 'lti';

/**
 * @returns the ids of the achievements that at least one rule gives for something else than the tool's own columns: for
 *   another badge, or for grades of another source
 */
export function fedElsewhere(
  rules: readonly Pick<Rule, 'achievementId' | 'inputs' | 'state'>[],
): ReadonlySet<string> {
  const fed = rules.filter(({ state, inputs }) => state !== 'ended' && inputs.some(isElsewhere));
  return new Set(fed.map(({ achievementId }) => achievementId));
}
