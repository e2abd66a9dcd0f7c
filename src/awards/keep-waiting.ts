import type { Rule } from '../rules/index.js';
import type { BatchDeps } from './batch-deps.js';
import type { Decision, Facts } from './decision.js';
import type { DecisionRecord } from './decision-store.js';
import { judge, markBefore } from './judge.js';

/** A decision that awards nothing for now, since the instructor is asked something first; facts and gates stay. */
function asWaiting(rule: Rule, record: DecisionRecord): DecisionRecord {
  const decision: Decision = {
    ...record.decision,
    verdict: 'waiting',
    changes: [{ kind: 'gate', gate: { kind: 'question' } }],
  };
  // Another text than the digest of what was decided: the next look decides, and awards.
  return { ...record, decision, digest: `${rule.revision}.waiting.question.${record.factsDigest}` };
}

/**
 * Keeps that these learners passed and wait, where a rule stopped before anything was awarded. Those who were known to have
 * passed stay as they are.
 */
export async function keepWaiting(
  deps: Pick<BatchDeps, 'decisions'>,
  rule: Rule,
  facts: ReadonlyMap<string, Facts>,
  now: Date,
): Promise<void> {
  const known = await deps.decisions.known(rule.id, [...facts.keys()]);
  const waiting = [...facts]
    .filter(([userId]) => known.get(userId)?.verdict !== 'earned')
    .map(([userId, fact]) => markBefore(rule, judge(rule, userId, fact, now), known.get(userId)))
    .filter(({ record }) => record.decision.verdict === 'earned' && record.before !== true)
    .map(({ record }) => asWaiting(rule, record));
  await deps.decisions.put(waiting, known);
}
