import { formatDecimal, parseDecimal, percentOf, type Decimal } from '../grades/index.js';
import type { Change, Decision, Gate, InputTrace } from './decide.js';
import type { Mark, Rule, RuleInput } from './rule.js';

/** Whom the words are for. A learner is never told what the platform has not released. */
export type Audience = 'instructor' | 'learner';

export interface Explanation {
  /** One sentence that can stand alone. */
  readonly summary: string;
  /** A line for each input, in the rule's order. */
  readonly inputs: readonly {
    readonly title: string;
    readonly text: string;
    readonly met: boolean;
  }[];
  /** What would change the verdict; empty for an earned badge. */
  readonly changes: readonly string[];
}

const numberOf = (text: string | undefined): Decimal | null =>
  text === undefined ? null : parseDecimal(text);

/** A mark in words: "at least 70 %". */
export function markInWords(mark: Mark): string {
  switch (mark.kind) {
    case 'percent':
      return `at least ${mark.value} %`;
    case 'points':
      return `at least ${mark.value} ${mark.value === '1' ? 'point' : 'points'}`;
    case 'letter':
      return `${mark.letter} or better`;
    case 'complete':
      return 'complete';
  }
}

/** A grade in words: "14 of 20 (70 %)". */
export function gradeInWords(trace: Pick<InputTrace, 'score' | 'maximum' | 'letter'>): string {
  const score = numberOf(trace.score);
  if (trace.score === undefined || !score)
    return trace.letter ?? 'complete or not, without a score';
  const maximum = numberOf(trace.maximum);
  const percent = maximum && percentOf(score, maximum, PERCENT_PLACES);
  const letter = trace.letter === undefined ? '' : `, ${trace.letter}`;
  if (!maximum || trace.maximum === undefined) return `${trace.score}${letter}`;
  const share = percent ? ` (${formatDecimal(percent)} %${letter})` : letter;
  return `${trace.score} of ${trace.maximum}${share}`;
}

/** Finer than a gradebook shows: 69.995 % must not read as 70 %. */
const PERCENT_PLACES = 4;

export const titleOf = (input: RuleInput): string =>
  input.kind === 'badge' ? `Badge “${input.name}”` : input.title;

function unreadableInWords(why: string | undefined): string {
  if (why === 'unreachable') return 'could not be read: the learning platform did not answer';
  if (why === 'not-read') return 'has not been read yet';
  return why ?? 'could not be read';
}

const COMPARISON_FAILED: Record<string, string> = {
  'maximum-zero': 'has a maximum of 0, so there is no percentage to compare',
  'no-maximum': 'came without a maximum, so there is no percentage to compare',
  'no-score': 'came without a score',
  'not-a-number': 'came with a score that is not a number',
  'unknown-letter': 'has a letter that is not in the grading scheme',
};

function comparedInWords(trace: InputTrace, mark: Mark): string {
  const failed = trace.why === undefined ? undefined : COMPARISON_FAILED[trace.why];
  if (failed) return failed;
  const needed = markInWords(mark);
  if (trace.shown !== undefined) {
    const exact = `the gradebook shows ${trace.shown}, the grade is ${trace.score ?? ''}`;
    return `${exact}; ${needed} is needed`;
  }
  if (trace.score === undefined && trace.letter === undefined) {
    return mark.kind === 'complete' ? (trace.wouldMeet ? 'complete' : 'not complete yet') : needed;
  }
  return `${gradeInWords(trace)}; ${needed} is needed`;
}

function assessmentInWords(trace: InputTrace, mark: Mark, audience: Audience): string {
  switch (trace.outcome) {
    case 'no-grade':
      return `no grade yet; ${markInWords(mark)} is needed`;
    case 'pending':
      return `handed in and not graded yet; ${markInWords(mark)} is needed`;
    case 'excused':
      return 'excused: there is no grade to compare';
    case 'unreadable':
      return unreadableInWords(trace.why);
    default:
      break;
  }
  if (audience === 'learner' && trace.hidden) {
    return `the result has not been released yet; ${markInWords(mark)} is needed`;
  }
  const compared = comparedInWords(trace, mark);
  if (trace.outcome !== 'withheld') return compared;
  return trace.why === 'not-released'
    ? `${compared} (not released to the learner yet)`
    : `${compared} (whether it is released cannot be read here)`;
}

const dateInWords = (date: Date): string =>
  `${date.toISOString().slice(0, 10)}, ${date.toISOString().slice(11, 16)} UTC`;

function gateInWords(gate: Gate): string {
  switch (gate.kind) {
    case 'not-before':
      return `This badge is given from ${dateInWords(gate.at)}.`;
    case 'release-date':
      return `Results are released on ${dateInWords(gate.at)}.`;
    case 'confirmation':
      return 'The instructor has to confirm that the results are released.';
  }
}

function changeInWords(change: Change, rule: Rule): string {
  if (change.kind === 'gate') return gateInWords(change.gate);
  const input = rule.inputs.find((each) => each.id === change.inputId);
  const title = input ? titleOf(input) : 'an assessment';
  switch (change.kind) {
    case 'points':
      return `A grade of ${change.points} or more in ${title}.`;
    case 'mark':
      return input?.kind === 'assessment'
        ? `A grade in ${title}: ${markInWords(input.mark)}.`
        : `A grade in ${title}.`;
    case 'badge':
      return `Earning the badge “${input?.kind === 'badge' ? input.name : title}”.`;
    case 'release':
      return `The release of the grade in ${title}.`;
    case 'readable':
      return `${title} being readable again.`;
  }
}

function summaryOf(rule: Rule, decision: Decision, audience: Audience): string {
  const concealed = audience === 'learner' && decision.inputs.some((trace) => trace.hidden);
  if (concealed && decision.verdict !== 'unknown') return 'Results are not released yet.';
  const count = decision.inputs.length;
  const progress = count > 1 ? ` ${decision.met} of the ${decision.needed} that are needed.` : '';
  switch (decision.verdict) {
    case 'earned':
      return 'Earned: the mark is met.';
    case 'waiting':
      return `The mark is met; the badge is waiting.`;
    case 'not-yet':
      return `Not yet.${progress}`;
    case 'unknown':
      return `Cannot be told now: something could not be read.${progress}`;
  }
}

/** A decision in plain words. */
export function explain(rule: Rule, decision: Decision, audience: Audience): Explanation {
  const inputs = rule.inputs.map((input, index) => {
    const trace = decision.inputs[index];
    const title = titleOf(input);
    if (!trace) return { title, text: 'has not been read yet', met: false };
    if (input.kind === 'badge') {
      const held = trace.outcome === 'met';
      return { title, text: held ? 'earned' : 'not earned yet', met: held };
    }
    const hidden = audience === 'learner' && trace.hidden;
    const text = assessmentInWords(trace, input.mark, audience);
    return { title, text, met: !hidden && trace.outcome === 'met' };
  });
  const shownChanges = decision.changes.filter(
    (change) =>
      audience === 'instructor' ||
      change.kind === 'gate' ||
      !decision.inputs.some((trace) => trace.hidden && trace.inputId === change.inputId),
  );
  return {
    summary: summaryOf(rule, decision, audience),
    inputs,
    changes: shownChanges.map((change) => changeInWords(change, rule)),
  };
}
