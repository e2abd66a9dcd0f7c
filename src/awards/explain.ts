import { formatDecimal, parseDecimal, percentOf, type Decimal } from '../grades/index.js';
import type { Change, Decision, Gate, InputTrace } from './decide.js';
import type { AssessmentInput, Mark, MarkAsked, Rule, RuleInput } from './rule.js';
import { renewalInWords } from './validity-words.js';
import { momentIn, numberIn, type Words } from './words.js';

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
  /** What the grades say of renewing the badge that the learner holds. */
  readonly renewal?: string;
}

const numberOf = (text: string | undefined): Decimal | null =>
  text === undefined ? null : parseDecimal(text);

/** A mark in words: "at least 70 %". */
export function markInWords(words: Words, mark: MarkAsked): string {
  const { t } = words;
  switch (mark.kind) {
    case 'percent':
      return t('awards.mark.percent', { value: numberIn(words, mark.value) });
    case 'points':
      return t('awards.mark.points', {
        ...{ count: Number(mark.value), value: numberIn(words, mark.value) },
      });
    case 'letter':
      return t('awards.mark.letter', { letter: mark.letter });
    case 'complete':
      return t('awards.mark.complete');
  }
}

/** "14 of 20", or "14" where no maximum is known. */
export function scoreInWords(words: Words, score: string, maximum: string | undefined): string {
  const value = numberIn(words, score);
  if (maximum === undefined) return value;
  return words.t('awards.grade.of', { score: value, maximum: numberIn(words, maximum) });
}

/** A grade in words: "14 of 20 (70 %)". */
export function gradeInWords(
  words: Words,
  { score: text, maximum: most, letter }: Pick<InputTrace, 'score' | 'maximum' | 'letter'>,
): string {
  const { t } = words;
  const score = numberOf(text);
  if (text === undefined || !score) return letter ?? t('awards.grade.withoutScore');
  const maximum = numberOf(most);
  const percent = maximum && percentOf(score, maximum, PERCENT_PLACES);
  const values = {
    score: scoreInWords(words, text, maximum ? most : undefined),
    ...(percent ? { percent: numberIn(words, formatDecimal(percent)) } : {}),
    ...(letter === undefined ? {} : { letter }),
  };
  if (percent) return t(`awards.grade.${letter === undefined ? 'percent' : 'both'}`, values);
  return letter === undefined ? values.score : t('awards.grade.letter', values);
}

/** Finer than a gradebook shows: 69.995 % must not read as 70 %. */
const PERCENT_PLACES = 4;

/** What an assessment is called; that somebody may open an activity, in the reader's language. */
export function activityTitle(
  { t }: Pick<Words, 't'>,
  { source, title }: Pick<AssessmentInput, 'source' | 'title'>,
): string {
  const opened = source === 'restricted' ? /^May open “(.*)”$/s.exec(title)?.[1] : undefined;
  return opened === undefined ? title : t('awards.explain.mayOpen', { title: opened });
}

/** What an input is called: an assessment's title, or “Badge” and its name. */
export const titleOf = (words: Pick<Words, 't'>, input: RuleInput): string =>
  input.kind === 'badge'
    ? words.t('awards.explain.badge', { name: input.name })
    : activityTitle(words, input);

const UNREADABLE: Readonly<Record<string, string>> = {
  unreachable: 'unreachable',
  'not-read': 'notRead',
};

const COMPARISON_FAILED: Readonly<Record<string, string>> = {
  'maximum-zero': 'maximumZero',
  'no-maximum': 'noMaximum',
  'no-score': 'noScore',
  'not-a-number': 'notANumber',
  'unknown-letter': 'unknownLetter',
};

function comparedInWords(words: Words, trace: InputTrace, mark: Mark): string {
  const { t } = words;
  const failed = trace.why === undefined ? undefined : COMPARISON_FAILED[trace.why];
  if (failed) return t(`awards.explain.${failed}`);
  const needed = markInWords(words, mark);
  if (trace.shown !== undefined) {
    const shown = numberIn(words, trace.shown);
    const exact = t('awards.explain.shown', { shown, exact: numberIn(words, trace.score ?? '') });
    return t('awards.explain.needed', { found: exact, mark: needed });
  }
  if (trace.score === undefined && trace.letter === undefined) {
    if (mark.kind !== 'complete') return needed;
    return trace.wouldMeet ? t('awards.mark.complete') : t('awards.explain.notComplete');
  }
  return t('awards.explain.needed', { found: gradeInWords(words, trace), mark: needed });
}

function assessmentInWords(
  words: Words,
  trace: InputTrace,
  mark: Mark,
  audience: Audience,
): string {
  const { t } = words;
  const needed = (found: string) =>
    t('awards.explain.needed', { found, mark: markInWords(words, mark) });
  switch (trace.outcome) {
    case 'no-grade':
      return needed(t('awards.explain.noGrade'));
    case 'pending':
      return needed(t('awards.explain.pending'));
    case 'excused':
      return t('awards.explain.excused');
    case 'unreadable':
      return t(`awards.explain.${UNREADABLE[trace.why ?? ''] ?? 'unreadable'}`);
    default:
      break;
  }
  if (audience === 'learner' && trace.hidden) return needed(t('awards.explain.concealed'));
  const compared = comparedInWords(words, trace, mark);
  if (trace.outcome !== 'withheld') return compared;
  const key = trace.why === 'not-released' ? 'notReleased' : 'releaseNotTold';
  return t(`awards.explain.${key}`, { compared });
}

function gateInWords(words: Words, gate: Gate): string {
  const { t } = words;
  switch (gate.kind) {
    case 'not-before':
      return t('awards.explain.gate.notBefore', { date: momentIn(words, gate.at) });
    case 'release-date':
      return t('awards.explain.gate.releaseDate', { date: momentIn(words, gate.at) });
    case 'confirmation':
      return t('awards.explain.gate.confirmation');
  }
}

function changeInWords(words: Words, change: Change, rule: Rule): string {
  const { t } = words;
  if (change.kind === 'gate') return gateInWords(words, change.gate);
  const input = rule.inputs.find((each) => each.id === change.inputId);
  const title = input ? titleOf(words, input) : t('awards.explain.change.anAssessment');
  switch (change.kind) {
    case 'points':
      return t('awards.explain.change.points', { title, points: numberIn(words, change.points) });
    case 'mark':
      return input?.kind === 'assessment'
        ? t('awards.explain.change.mark', { title, mark: markInWords(words, input.mark) })
        : t('awards.explain.change.grade', { title });
    case 'badge':
      return t('awards.explain.change.badge', {
        name: input?.kind === 'badge' ? input.name : title,
      });
    case 'release':
      return t('awards.explain.change.release', { title });
    case 'readable':
      return t('awards.explain.change.readable', { title });
  }
}

const VERDICTS = {
  earned: 'earned',
  waiting: 'waiting',
  'not-yet': 'notYet',
  unknown: 'unknown',
} as const;

function summaryOf({ t }: Words, decision: Decision, audience: Audience): string {
  const concealed = audience === 'learner' && decision.inputs.some((trace) => trace.hidden);
  if (concealed && decision.verdict !== 'unknown') return t('awards.explain.summary.concealed');
  const summary = t(`awards.explain.summary.${VERDICTS[decision.verdict]}`);
  const isOpen = decision.verdict === 'not-yet' || decision.verdict === 'unknown';
  if (!isOpen || decision.inputs.length < 2) return summary;
  const { met, needed } = decision;
  return `${summary} ${t('awards.explain.summary.progress', { met, needed })}`;
}

function renewalOf(words: Words, { renewal, inputs }: Decision, audience: Audience) {
  if (!renewal) return {};
  const isConcealed = audience === 'learner' && inputs.some((trace) => trace.hidden);
  return { renewal: renewalInWords(words, renewal, audience, isConcealed) };
}

/** A decision in plain words, in a reader's language. */
export function explain(
  words: Words,
  rule: Rule,
  decision: Decision,
  audience: Audience,
): Explanation {
  const { t } = words;
  const inputs = rule.inputs.map((input, index) => {
    const trace = decision.inputs[index];
    const title = titleOf(words, input);
    if (!trace) return { title, text: t('awards.explain.notRead'), met: false };
    if (input.kind === 'badge') {
      const held = trace.outcome === 'met';
      const text = t(`awards.explain.${held ? 'badgeEarned' : 'badgeNotEarned'}`);
      return { title, text, met: held };
    }
    const hidden = audience === 'learner' && trace.hidden;
    const text = assessmentInWords(words, trace, input.mark, audience);
    return { title, text, met: !hidden && trace.outcome === 'met' };
  });
  const shownChanges = decision.changes.filter(
    (change) =>
      audience === 'instructor' ||
      change.kind === 'gate' ||
      !decision.inputs.some((trace) => trace.hidden && trace.inputId === change.inputId),
  );
  return {
    summary: summaryOf(words, decision, audience),
    inputs,
    changes: shownChanges.map((change) => changeInWords(words, change, rule)),
    ...renewalOf(words, decision, audience),
  };
}
