import { omitUndefined } from '../base/index.js';
import type { Grade } from '../grades/index.js';
import {
  type AssessmentInput,
  type Mark,
  type MarkOutcome,
  type Rule,
  type RuleInput,
  compareWithMark,
  isScaleOpen,
  neededOf,
} from '../rules/index.js';
import type { Facts, Verdict, InputTrace, Precondition, Change, Decision } from './decision.js';

/** The preconditions, dates and the instructor's word, that still hold the rule back. */
export function openPreconditions(
  rule: Pick<Rule, 'notBefore' | 'release'>,
  now: Date,
): Precondition[] {
  const gates: Precondition[] = [];
  if (rule.notBefore && now < rule.notBefore)
    gates.push({ kind: 'not-before', at: rule.notBefore });
  const { release } = rule;
  if (release.policy === 'date' && now < release.at) {
    gates.push({ kind: 'release-date', at: release.at });
  }
  if (release.policy === 'confirm' && !release.confirmedAt) gates.push({ kind: 'confirmation' });
  return gates;
}

/** What is shown of a grade: of a step of a scale its word, where the mark is a step too. */
function gradeFields(grade: Grade, mark: Mark, comparison: MarkOutcome): Partial<InputTrace> {
  const { letter, gradedAt } = grade;
  if (grade.isStep && mark.kind === 'letter' && letter !== undefined)
    return omitUndefined({ letter, gradedAt, why: comparison.why });
  return omitUndefined({
    score: grade.score ?? undefined,
    maximum: grade.maximum ?? undefined,
    deducted: grade.deducted,
    levels: grade.levels,
    letter: grade.letter,
    gradedAt: grade.gradedAt,
    neededPoints: comparison.neededPoints,
    shown: comparison.shown,
    why: comparison.why,
  });
}

function traceGrade(rule: Rule, input: AssessmentInput, grade: Grade, readAt: Date): InputTrace {
  const base = { inputId: input.id, readAt, hidden: false, wouldMeet: false };
  if (grade.state === 'empty') {
    const completion = grade.completion === 'incomplete' ? grade.completion : undefined;
    return omitUndefined({ ...base, outcome: 'no-grade' as const, completion });
  }
  if (grade.state === 'pending') return { ...base, outcome: 'pending' };
  if (grade.state === 'excused') return { ...base, outcome: 'excused' };
  if (grade.state === 'unreadable') return { ...base, outcome: 'unreadable', why: 'odd-row' };
  if (isScaleOpen(grade, input.mark, rule.compare))
    return { ...base, outcome: 'unreadable', why: 'scale-open' };
  const comparison = compareWithMark(grade, input.mark, rule.compare);
  const fields = { ...base, ...gradeFields(grade, input.mark, comparison) };
  if (rule.release.policy === 'released' && grade.released !== true) {
    const why = grade.released === false ? 'not-released' : 'release-not-told';
    return { ...fields, outcome: 'withheld', hidden: true, wouldMeet: comparison.met, why };
  }
  return {
    ...fields,
    outcome: comparison.met ? 'met' : 'not-met',
    wouldMeet: comparison.met,
  };
}

function traceInput(rule: Rule, input: RuleInput, facts: Facts): InputTrace {
  if (input.kind === 'badge') {
    const held = facts.badges.has(input.achievementId);
    return {
      inputId: input.id,
      outcome: held ? 'met' : 'not-met',
      wouldMeet: held,
      hidden: false,
    };
  }
  const fact = facts.grades[input.id];
  const base = { inputId: input.id, hidden: false, wouldMeet: false };
  if (!fact) return { ...base, outcome: 'unreadable', why: 'not-read' };
  if ('problem' in fact) return { ...base, outcome: 'unreadable', why: fact.problem };
  if (!fact.grade) return { ...base, outcome: 'no-grade', readAt: fact.readAt };
  return traceGrade(rule, input, fact.grade, fact.readAt);
}

function changeFor(input: RuleInput, trace: InputTrace): Change | null {
  const inputId = input.id;
  if (trace.outcome === 'met') return null;
  if (input.kind === 'badge') return { kind: 'badge', inputId };
  if (trace.outcome === 'unreadable') return { kind: 'readable', inputId };
  if (trace.outcome === 'withheld' && trace.wouldMeet) return { kind: 'release', inputId };
  if (trace.neededPoints !== undefined) {
    return { kind: 'points', inputId, points: trace.neededPoints };
  }
  return { kind: 'mark', inputId };
}

function verdictOf(traces: readonly InputTrace[], needed: number, gates: number): Verdict {
  const met = traces.filter((trace) => trace.outcome === 'met').length;
  const wouldMeet = traces.filter((trace) => trace.wouldMeet).length;
  const unreadable = traces.filter((trace) => trace.outcome === 'unreadable').length;
  if (traces.length === 0) return 'not-yet';
  if (met >= needed) return gates === 0 ? 'earned' : 'waiting';
  if (wouldMeet >= needed) return 'waiting';
  return wouldMeet + unreadable >= needed ? 'unknown' : 'not-yet';
}

/**
 * Whether a learner has earned what a rule gives, and why. Pure: the same rule, facts and time give the same decision.
 * Nothing but a grade that was read and compared, or a badge that is held, ever counts as met.
 */
export function decide(rule: Rule, facts: Facts, now: Date): Decision {
  const gates = openPreconditions(rule, now);
  const concealed = gates.some((gate) => gate.kind !== 'not-before');
  const inputs = rule.inputs.map((input) => {
    const trace = traceInput(rule, input, facts);
    return concealed && input.kind === 'assessment' ? { ...trace, hidden: true } : trace;
  });
  const needed = neededOf(rule.combine, inputs.length);
  const verdict = verdictOf(inputs, needed, gates.length);
  const changes =
    verdict === 'earned'
      ? []
      : [
          ...rule.inputs.flatMap((input, index) => {
            const trace = inputs[index];
            return (trace && changeFor(input, trace)) ?? [];
          }),
          ...gates.map((gate): Change => ({ kind: 'gate', gate })),
        ];
  return {
    verdict,
    inputs,
    met: inputs.filter((trace) => trace.outcome === 'met').length,
    needed,
    gates,
    changes,
  };
}
