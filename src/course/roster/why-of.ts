import {
  explain,
  markInWords,
  type Award,
  type Decision,
  type DecisionRecord,
} from '../../awards/index.js';
import { reasonInWords } from '../../credentials/index.js';
import type { Localizer, Rule } from '../../rules/index.js';
import { handSentence, type ActorNames } from './hand-sentence.js';
import type { LearnerStatus } from '../entries/learner-status.js';

/** Verdicts whose own words say more than what the learner would have to reach. */
const SPEAKS = new Set(['pending', 'excused', 'unreadable', 'withheld']);

function decisionInWords(words: Localizer, rule: Rule, decision: Decision): string {
  const told = explain(words, rule, decision, 'instructor');
  const odd = decision.inputs.findIndex((trace) => SPEAKS.has(trace.outcome) || trace.why);
  if (decision.verdict !== 'earned' && odd >= 0) return told.inputs[odd]?.text ?? told.summary;
  const [input, another] = rule.inputs;
  if (decision.verdict === 'earned' && input?.kind === 'assessment' && !another)
    return words.t('awards.why.met', { mark: markInWords(words, input.mark) });
  return told.changes[0] ?? told.summary;
}

/** Says why a learner has the badge or not, where the grade alone does not show it. */
export function whyOf(
  words: Localizer,
  rule: Rule,
  award: Award | undefined,
  record: DecisionRecord | undefined,
  {
    standing,
    isUnderWay,
    names,
  }: {
    readonly standing: LearnerStatus;
    readonly isUnderWay: boolean;
    readonly names: ActorNames;
  },
): string {
  const isEnding = standing === 'renew' || standing === 'expired';
  if (isEnding && record?.decision.renewal)
    return explain(words, rule, record.decision, 'instructor').renewal ?? '';
  const byHand = handSentence(words, award, names);
  if (byHand !== undefined) return byHand;
  if (award?.state === 'revoked') return reasonInWords(words, award.reason) ?? '';
  if (isUnderWay) return words.t('awards.rule.beingRead');
  if (!record) return words.t('awards.rule.noGrade');
  return decisionInWords(words, rule, record.decision);
}
