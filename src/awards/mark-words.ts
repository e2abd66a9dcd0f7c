import { omitUndefined } from '../base/index.js';
import {
  CATEGORY_TOTAL,
  COURSE_COMPLETION,
  COURSE_TOTAL,
  formatDecimal,
  parseDecimal,
  percentOf,
  type Decimal,
} from '../grades/index.js';
import {
  type AssessmentInput,
  type MarkAsked,
  type RuleInput,
  type Localizer,
  numberIn,
} from '../rules/index.js';
import type { Audience } from './audience.js';
import type { InputTrace } from './decision.js';

const numberOf = (text: string | undefined): Decimal | null =>
  text === undefined ? null : parseDecimal(text);

/** A mark in words: "at least 70 %". */
export function markInWords(words: Localizer, mark: MarkAsked): string {
  const { t } = words;
  switch (mark.kind) {
    case 'percent':
      return t('awards.mark.percent', { value: numberIn(words, mark.value) });
    case 'points':
      return t('awards.mark.points', {
        count: Number(mark.value),
        value: numberIn(words, mark.value),
      });
    case 'letter':
      return t('awards.mark.letter', { letter: mark.letter });
    case 'complete':
      return t('awards.mark.complete');
  }
}

/** "14 of 20", or "14" where no maximum is known. */
export function scoreInWords(words: Localizer, score: string, maximum: string | undefined): string {
  const value = numberIn(words, score);
  if (maximum === undefined) return value;
  return words.t('awards.grade.of', { score: value, maximum: numberIn(words, maximum) });
}

/** A grade in words: "14 of 20 (70 %)". */
export function gradeInWords(
  words: Localizer,
  { score: text, maximum: most, letter }: Pick<InputTrace, 'score' | 'maximum' | 'letter'>,
): string {
  const { t } = words;
  const score = numberOf(text);
  if (text === undefined || !score) return letter ?? t('awards.grade.withoutScore');
  const maximum = numberOf(most);
  const percent = maximum && percentOf(score, maximum, PERCENT_PLACES);
  const values = omitUndefined({
    score: scoreInWords(words, text, maximum ? most : undefined),
    percent: percent ? numberIn(words, formatDecimal(percent)) : undefined,
    letter,
  });
  if (percent) return t(`awards.grade.${letter === undefined ? 'percent' : 'both'}`, values);
  return letter === undefined ? values.score : t('awards.grade.letter', values);
}

/** A percentage is written more finely than a gradebook shows it: 69.995 % must not read as 70 %. */
const PERCENT_PLACES = 4;

/** What an assessment is called for its instructors: of a restricted activity, that opening it is what counts. */
export function activityTitle(
  words: Pick<Localizer, 't'>,
  { source, title }: Pick<AssessmentInput, 'source' | 'title'>,
): string {
  const { t } = words;
  if (isCompletion({ source })) return completionTitle(words, { source, title });
  if (isSpoken({ source, title })) return totalTitle(words, title);
  return source === 'restricted' ? t('awards.explain.mayOpen', { title }) : title;
}

/** Whether a source tells that something was completed, and no grade. */
export const isCompletion = ({ source }: Pick<AssessmentInput, 'source'>): boolean =>
  source === 'completion' || source === 'modules' || source === 'application';

/** Whether the kept title is Laurel's own word for something that has no name on the platform. */
const isSpoken = (input: Pick<AssessmentInput, 'source' | 'title'>): boolean =>
  isCompletion(input) ||
  (input.source === 'moodle' &&
    (input.title === COURSE_TOTAL || input.title.startsWith(CATEGORY_TOTAL)));

function totalTitle({ t }: Pick<Localizer, 't'>, title: string): string {
  if (title === COURSE_TOTAL) return t('awards.explain.courseTotal');
  return t('awards.explain.categoryTotal', { titles: title.slice(CATEGORY_TOTAL.length) });
}

/** Of what is completed, everybody is told that completing it is what counts. */
function completionTitle(
  { t }: Pick<Localizer, 't'>,
  { source, title }: Pick<AssessmentInput, 'source' | 'title'>,
): string {
  if (source === 'modules') return t('awards.explain.moduleCompleted', { title });
  if (source === 'application') return t('awards.explain.application', { title });
  if (title === COURSE_COMPLETION) return t('awards.explain.courseCompleted');
  return t('awards.explain.completed', { title });
}

/** What an input is called: an assessment's title, or “Badge” and its name; a learner reads the activity's own name. */
export function titleOf(
  words: Pick<Localizer, 't'>,
  input: RuleInput,
  audience: Audience = 'instructor',
): string {
  if (input.kind === 'badge') return words.t('awards.explain.badge', { name: input.name });
  const isOwnName = audience === 'learner' && !isSpoken(input);
  return isOwnName ? input.title : activityTitle(words, input);
}
