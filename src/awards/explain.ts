import { type Mark, type Rule, type Localizer, numberIn } from '../rules/index.js';
import { renewalInWords } from './validity-words.js';
import type { Audience } from './audience.js';
import type { Decision, InputTrace } from './decision.js';
import { markInWords, gradeInWords, titleOf } from './mark-words.js';
import { changeInWords } from './explain-change.js';

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

const UNREADABLE: Readonly<Record<string, string>> = {
  unreachable: 'unreachable',
  'not-read': 'notRead',
  'odd-row': 'oddRow',
  'scale-open': 'scaleOpen',
};

const COMPARISON_FAILED: Readonly<Record<string, string>> = {
  'maximum-zero': 'maximumZero',
  'no-maximum': 'noMaximum',
  'no-score': 'noScore',
  'not-a-number': 'notANumber',
  'unknown-letter': 'unknownLetter',
};

function gradeWithDeduction(words: Localizer, trace: InputTrace): string {
  const found = gradeInWords(words, trace);
  if (trace.deducted === undefined) return found;
  const points = numberIn(words, trace.deducted);
  return words.t('awards.explain.late', { found, points });
}

function comparedInWords(words: Localizer, trace: InputTrace, mark: Mark): string {
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
  return t('awards.explain.needed', { found: gradeWithDeduction(words, trace), mark: needed });
}

function assessmentInWords(
  words: Localizer,
  trace: InputTrace,
  mark: Mark,
  audience: Audience,
): string {
  const { t } = words;
  const needed = (found: string) =>
    t('awards.explain.needed', { found, mark: markInWords(words, mark) });
  switch (trace.outcome) {
    case 'no-grade':
      if (trace.completion !== undefined) return t('awards.explain.notComplete');
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

const VERDICTS = {
  earned: 'earned',
  waiting: 'waiting',
  'not-yet': 'notYet',
  unknown: 'unknown',
} as const;

function summaryOf({ t }: Localizer, decision: Decision, audience: Audience): string {
  const concealed = audience === 'learner' && decision.inputs.some((trace) => trace.hidden);
  if (concealed && decision.verdict !== 'unknown') return t('awards.explain.summary.concealed');
  const summary = t(`awards.explain.summary.${VERDICTS[decision.verdict]}`);
  const isOpen = decision.verdict === 'not-yet' || decision.verdict === 'unknown';
  if (!isOpen || decision.inputs.length < 2) return summary;
  const { met, needed } = decision;
  return `${summary} ${t('awards.explain.summary.progress', { met, needed })}`;
}

function renewalOf(words: Localizer, { renewal, inputs }: Decision, audience: Audience) {
  if (!renewal) return {};
  const isConcealed = audience === 'learner' && inputs.some((trace) => trace.hidden);
  return { renewal: renewalInWords(words, renewal, audience, isConcealed) };
}

/** A decision in plain words, in a reader's language. */
export function explain(
  words: Localizer,
  rule: Rule,
  decision: Decision,
  audience: Audience,
): Explanation {
  const { t } = words;
  const inputs = rule.inputs.map((input, index) => {
    const trace = decision.inputs[index];
    const title = titleOf(words, input, audience);
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
    changes: shownChanges.map((change) => changeInWords(words, change, rule, audience)),
    ...renewalOf(words, decision, audience),
  };
}
