import type { Audit } from '../audit/index.js';
import type { AssessmentChange, Rule, RuleStore } from '../rules/index.js';

/** Stops a rule that no longer means what it meant. One that somebody changed just now is left to the next check. */
export async function pauseForAssessmentChange(
  deps: { readonly rules: Pick<RuleStore, 'save'>; readonly audit: Pick<Audit, 'record'> },
  rule: Rule,
  change: AssessmentChange,
): Promise<void> {
  const paused: Rule = { ...rule, state: 'paused', pausedFor: change };
  if (!(await deps.rules.save(paused, 'rule.paused'))) return;
  await deps.audit.record({
    actor: 'laurel',
    action: 'rule.paused',
    subject: `rule:${rule.id}`,
    ...rule.tenant,
    details: { code: change.code },
  });
}
