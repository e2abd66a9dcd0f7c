import type { Grade } from '../grades/index.js';
import { compareWithMark, type MarkOutcome } from './mark.js';
import type { Renewal } from './renewal.js';
import { neededOf, type AssessmentInput, type Rule, type RuleInput } from './rule.js';

/** What is known about one input of a rule for one learner. `grade: null`: it was read, and there is no row. */
export type InputFact =
  { readonly readAt: Date; readonly grade: Grade | null } | { readonly problem: string };

/** What is known about one learner. */
export interface Facts {
  /** By input id. An assessment without an entry counts as one that could not be read. */
  readonly grades: Readonly<Record<string, InputFact>>;
  /** Achievements the learner holds. */
  readonly badges: ReadonlySet<string>;
  /** Since when, the last time. */
  readonly badgesSince?: ReadonlyMap<string, Date>;
}

/**
 * `earned`: the badge is due. `waiting`: the marks are met, and a date, a release or a confirmation is not there yet.
 * `not-yet`: they are not met. `unknown`: it depends on something that could not be read.
 */
export type Verdict = 'earned' | 'waiting' | 'not-yet' | 'unknown';

export type InputOutcome =
  'met' | 'not-met' | 'no-grade' | 'pending' | 'excused' | 'withheld' | 'unreadable';

export interface InputTrace {
  readonly inputId: string;
  readonly outcome: InputOutcome;
  /** Passes, once what holds it back is gone. */
  readonly wouldMeet: boolean;
  /** True while the rule's release policy says that the learner must not learn the mark from Laurel. */
  readonly hidden: boolean;
  readonly score?: string;
  readonly maximum?: string;
  readonly letter?: string;
  readonly gradedAt?: Date;
  readonly readAt?: Date;
  readonly neededPoints?: string;
  readonly shown?: string;
  readonly why?: string;
}

/** Something the whole rule waits for. */
export type Gate =
  | { readonly kind: 'not-before'; readonly at: Date }
  | { readonly kind: 'release-date'; readonly at: Date }
  | { readonly kind: 'confirmation' };

/** What would change a verdict. */
export type Change =
  | { readonly kind: 'points'; readonly inputId: string; readonly points: string }
  | { readonly kind: 'mark'; readonly inputId: string }
  | { readonly kind: 'badge'; readonly inputId: string }
  | { readonly kind: 'release'; readonly inputId: string }
  | { readonly kind: 'readable'; readonly inputId: string }
  | { readonly kind: 'gate'; readonly gate: Gate };

export interface Decision {
  readonly verdict: Verdict;
  readonly inputs: readonly InputTrace[];
  readonly met: number;
  readonly needed: number;
  readonly gates: readonly Gate[];
  readonly changes: readonly Change[];
  /** How the same grades bear on renewing a badge that the learner holds. */
  readonly renewal?: Renewal;
}

/** Time and the instructor's word, as far as they still hold the rule back. */
export function openGates(rule: Pick<Rule, 'notBefore' | 'release'>, now: Date): Gate[] {
  const gates: Gate[] = [];
  if (rule.notBefore && now < rule.notBefore)
    gates.push({ kind: 'not-before', at: rule.notBefore });
  const { release } = rule;
  if (release.policy === 'date' && now < release.at) {
    gates.push({ kind: 'release-date', at: release.at });
  }
  if (release.policy === 'confirm' && !release.confirmedAt) gates.push({ kind: 'confirmation' });
  return gates;
}

function gradeFields(grade: Grade, comparison?: MarkOutcome): Partial<InputTrace> {
  return {
    ...(grade.score === null ? {} : { score: grade.score }),
    ...(grade.maximum === null ? {} : { maximum: grade.maximum }),
    ...(grade.letter === undefined ? {} : { letter: grade.letter }),
    ...(grade.gradedAt ? { gradedAt: grade.gradedAt } : {}),
    ...(comparison?.neededPoints === undefined ? {} : { neededPoints: comparison.neededPoints }),
    ...(comparison?.shown === undefined ? {} : { shown: comparison.shown }),
    ...(comparison?.why === undefined ? {} : { why: comparison.why }),
  };
}

function traceGrade(rule: Rule, input: AssessmentInput, grade: Grade, readAt: Date): InputTrace {
  const base = { inputId: input.id, readAt, hidden: false, wouldMeet: false };
  if (grade.state === 'empty') return { ...base, outcome: 'no-grade' };
  if (grade.state === 'pending') return { ...base, outcome: 'pending' };
  if (grade.state === 'excused') return { ...base, outcome: 'excused' };
  const comparison = compareWithMark(grade, input.mark, rule.compare);
  const fields = { ...base, ...gradeFields(grade, comparison) };
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
  const gates = openGates(rule, now);
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
