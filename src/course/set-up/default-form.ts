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

/** Where a source cannot say whether a grade is released, a badge waits for the instructor's word unless told otherwise. */
export function defaultRelease(assessments: readonly Assessment[]): 'released' | 'confirm' {
  return assessments.length > 0 && assessments.every((each) => each.tellsRelease)
    ? 'released'
    : 'confirm';
}

/** A scale without a pass grade of its own begins at its middle: "Meets" of "Not yet, Meets, Exceeds". */
const HALF = { units: 50n, scale: 0 };

function defaultLetter({ passLetter, isScale, scheme = [] }: Assessment): string {
  const upper = scheme.filter(
    (step) => compareDecimals(parseDecimal(step.from) ?? HALF, HALF) >= 0,
  );
  return passLetter ?? (isScale ? upper.at(-1)?.letter : undefined) ?? scheme[0]?.letter ?? '';
}

/** How a mark is asked for unless told otherwise: as the platform itself tells a pass. */
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

/** An activity that everybody may still open proves nothing: nothing is chosen by itself that could not be activated. */
const firstOf = ({ assessments }: Choices): Choices['assessments'][number] | undefined =>
  assessments.find((each) => !each.obstacle && each.source !== 'restricted');

/**
 * A form with a right default at every step: the first assessment that can be read, at its own pass mark or 70 %.
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

/** The form that would make this rule: what editing starts from. */
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

/** What somebody chose: all that is chosen, unless it is still what the page itself chose. */
function chosenByHand(form: SetUpForm): readonly string[] {
  const use = fieldTexts(form, 'use');
  return use.length === 1 && use[0] === fieldText(form, 'suggestedUse') ? [] : use;
}

/**
 * A form in which one more assessment is chosen, where it can be read: what was just made for this badge. It takes the place of
 * the one that was chosen by itself (`suggestedUse`).
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
