import { omitUndefined } from '../base/index.js';
import { orderedId } from '../store/index.js';
import { criterionTitle } from '../grades/index.js';
import type { Mark, MarkAsked, Rule, RuleInput } from '../rules/index.js';
import { personKey, type Award, type AwardedResult } from './award.js';
import { periodOf, type Validity } from './validity.js';
import type { Decision, InputTrace } from './decision.js';
import type { Judged } from './judge.js';

const askedOf = (mark: Mark): MarkAsked =>
  mark.kind === 'letter' ? { kind: 'letter', letter: mark.letter } : mark;

/** The steps that were reached, by the names of their criteria; what the rule's rubric does not know is left out. */
function levelsOf(input: RuleInput, { levels }: InputTrace) {
  if (input.kind === 'badge' || input.rubric === undefined || levels === undefined)
    return undefined;
  const { criteria } = input.rubric;
  return levels.flatMap(({ criterion, level }) => {
    const known = criteria.find((one) => one.id === criterion);
    return known ? [{ name: criterionTitle(input.title, known.name), level }] : [];
  });
}

/** The results that go into the badge: the inputs that were met. */
function resultsOf(rule: Rule, decision: Decision): AwardedResult[] {
  return rule.inputs.flatMap((input, index) => {
    const trace = decision.inputs[index];
    if (trace?.outcome !== 'met') return [];
    return omitUndefined({
      title: input.kind === 'badge' ? input.name : input.title,
      mark: input.kind === 'badge' ? 'badge' : askedOf(input.mark),
      score: trace.score,
      maximum: trace.maximum,
      letter: trace.letter,
      levels: levelsOf(input, trace),
    });
  });
}

/** @param renewed the award of the period before */
export function newAward(
  rule: Rule,
  { userId, record }: Judged,
  validity: Validity | null,
  renewed?: Award,
): Award {
  const held = rule.undoUntil && record.at < rule.undoUntil;
  return omitUndefined({
    id: orderedId(),
    tenant: rule.tenant,
    ruleId: rule.id,
    achievementId: rule.achievementId,
    achievementVersion: rule.achievementVersion,
    personKey: personKey(rule.tenant.platformId, userId),
    userId,
    cycle: 1,
    state: 'active',
    todo: 'give',
    by: 'rule',
    awardedAt: record.at,
    notifyAfter: held ? rule.undoUntil : undefined,
    results: resultsOf(rule, record.decision),
    ...periodOf(validity, record.at, renewed),
    renews: renewed ? renewed.id : undefined,
    period: renewed ? (renewed.period ?? 1) + 1 : undefined,
  });
}
