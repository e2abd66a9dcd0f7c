import { createHash } from 'node:crypto';
import type { Rule } from '../rules/index.js';
import type { Award } from './award.js';
import { decide } from './decide.js';
import type { DecisionRecord, KnownDecision } from './decision-store.js';
import type { Decision, Facts } from './decision.js';

export interface Judged {
  readonly userId: string;
  readonly record: DecisionRecord;
  /** The award that the learner's grades might renew. */
  readonly base?: Award;
}

/** A short text that is equal for equal facts; times of reading do not count. */
function digestFacts(decision: Decision): string {
  const text = decision.inputs.map(({ readAt: _readAt, gradedAt: _gradedAt, ...rest }) => rest);
  return createHash('sha256').update(JSON.stringify(text)).digest('base64url').slice(0, 22);
}

export function judge(rule: Rule, userId: string, facts: Facts, now: Date): Judged {
  const decision = decide(rule, facts, now);
  const factsDigest = digestFacts(decision);
  const gates = decision.gates.map((gate) => gate.kind).join('+');
  const digest = `${rule.revision}.${decision.verdict}.${gates}.${factsDigest}`;
  const { platformId, deploymentId, contextId } = rule.tenant;
  return {
    userId,
    record: {
      platformId,
      deploymentId,
      contextId,
      ruleId: rule.id,
      userId,
      at: now,
      digest,
      factsDigest,
      decision,
    },
  };
}

/** Marks what was met before a rule without backfill became active: it earns nothing until the facts change. */
export function markBefore(rule: Rule, judged: Judged, known: KnownDecision | undefined): Judged {
  if (rule.backfill || judged.record.decision.verdict !== 'earned') return judged;
  const unchanged = known?.before === true && known.factsDigest === judged.record.factsDigest;
  const atBaseline =
    rule.baselineAt === undefined && (known === undefined || known.verdict === 'earned');
  if (!unchanged && !atBaseline) return judged;
  return { ...judged, record: { ...judged.record, before: true } };
}
