import { compareDecimals, parseDecimal, type Assessment } from '../../grades/index.js';
import {
  fieldText,
  fieldTexts,
  localTextOf,
  type Rule,
  type SetUpForm,
} from '../../rules/index.js';
import { type Choices, assessmentKey } from './choices.js';

export const MARK_UNITS = ['percent', 'points', 'letter', 'complete'] as const;

type MarkUnit = (typeof MARK_UNITS)[number];

export const HOUR = 3_600_000;

/**
 * @returns the release of a new badge: where a source cannot say whether a grade is released, the instructor confirms
 */
export function defaultRelease(assessments: readonly Assessment[]): 'released' | 'confirm' {
  return assessments.length > 0 && assessments.every((each) => each.tellsRelease)
    ? 'released'
    : 'confirm';
}

/** Half of a scale: a scale without a pass grade passes from its middle, "Meets" of "Not yet, Meets, Exceeds". */
const HALF = { units: 50n, scale: 0 };

function defaultLetter({ passLetter, isScale, scheme = [] }: Assessment): string {
  const upper = scheme.filter(
    (step) => compareDecimals(parseDecimal(step.from) ?? HALF, HALF) >= 0,
  );
  return passLetter ?? (isScale ? upper.at(-1)?.letter : undefined) ?? scheme[0]?.letter ?? '';
}

/** @returns the mark that the platform itself calls a pass, else 70 percent */
export function defaultMark(each: Assessment): { unit: MarkUnit; mark: string; letter: string } {
  const inNumbers: MarkUnit = each.passPoints === undefined ? 'percent' : 'points';
  const unit: MarkUnit =
    each.gradedAs === 'completion'
      ? 'complete'
      : each.gradedAs === 'letters'
        ? 'letter'
        : inNumbers;
  return { unit, mark: each.passPoints ?? '70', letter: defaultLetter(each) };
}

/**
 * @returns the first assessment that can be chosen by default. A restricted activity that everybody may open proves
 *   nothing, and could not be activated
 */
const firstOf = ({ assessments }: Choices): Choices['assessments'][number] | undefined =>
  assessments.find((each) => !each.obstacle && each.source !== 'restricted');

/**
 * Makes a form with a suitable default at every step: the first assessment that can be read, with its own pass mark or
 * 70 %.
 * @param wanted the key of the assessment to choose instead, where it can be read
 */
export function defaultForm(choices: Choices, wanted?: string): SetUpForm {
  const named = choices.assessments.find((each) => assessmentKey(each) === wanted);
  const first = named && !named.obstacle ? named : firstOf(choices);
  const marks = choices.assessments.map((each): [string, string][] => {
    const key = assessmentKey(each);
    const { unit, mark, letter } = defaultMark(each);
    return [
      [`mark_${key}`, mark],
      [`unit_${key}`, unit],
      [`letter_${key}`, letter],
    ];
  });
  return {
    use: first ? [assessmentKey(first)] : [],
    suggestedUse: first && !named ? assessmentKey(first) : '',
    ...Object.fromEntries(marks.flat()),
    combine: 'all',
    count: '2',
    compare: 'exact',
    release: defaultRelease(first ? [first] : []),
    afterFall: 'ask',
    graceHours: '24',
    backfill: 'yes',
  };
}

const dateText = (date: Date | undefined, { timeZone = 'UTC' }: Pick<Rule, 'timeZone'>): string =>
  date ? localTextOf(date, timeZone) : '';

/** @returns the form that would make this rule, from which editing starts */
export function formOfRule(rule: Rule): SetUpForm {
  const fields: [string, string][] = [];
  for (const input of rule.inputs) {
    if (input.kind === 'badge') continue;
    const { mark, id } = input;
    fields.push([`unit_${id}`, mark.kind]);
    if (mark.kind === 'letter') fields.push([`letter_${id}`, mark.letter]);
    if (mark.kind === 'percent' || mark.kind === 'points') fields.push([`mark_${id}`, mark.value]);
  }
  return {
    use: rule.inputs.map((input) => input.id),
    ...Object.fromEntries(fields),
    combine: rule.combine.kind,
    count: String(rule.combine.kind === 'atLeast' ? rule.combine.count : 2),
    compare: rule.compare,
    release: rule.release.policy,
    releaseAt: rule.release.policy === 'date' ? dateText(rule.release.at, rule) : '',
    notBefore: dateText(rule.notBefore, rule),
    zone: rule.timeZone ?? 'UTC',
    afterFall: rule.afterFall.policy,
    graceHours: String(rule.afterFall.graceMs / HOUR),
    backfill: rule.backfill ? 'yes' : 'no',
  };
}

/** @returns what a person chose: everything chosen, unless it is still what the page chose by default */
function chosenByHand(form: SetUpForm): readonly string[] {
  const use = fieldTexts(form, 'use');
  return use.length === 1 && use[0] === fieldText(form, 'suggestedUse') ? [] : use;
}

/**
 * Chooses one more assessment in a form, where it can be read, such as a column that was just made for this badge. It
 * replaces an assessment that was chosen by default (`suggestedUse`).
 */
export function chooseIn(form: SetUpForm, wanted: string, choices: Choices): SetUpForm {
  const made = choices.assessments.find((each) => assessmentKey(each) === wanted && !each.obstacle);
  if (!made) return form;
  const { unit, mark, letter } = defaultMark(made);
  return {
    [`mark_${wanted}`]: mark,
    [`unit_${wanted}`]: unit,
    [`letter_${wanted}`]: letter,
    ...form,
    use: [...new Set([...chosenByHand(form), wanted])],
  };
}
