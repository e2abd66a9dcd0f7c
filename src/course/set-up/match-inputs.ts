import { activityOf, compareDecimals, parseDecimal, type Assessment } from '../../grades/index.js';
import { isCompletion } from '../../awards/index.js';
import type { CopiedInput, SetUpForm, WantedAssessment } from '../../rules/index.js';
import { assessmentKey, badgeKey, type Choices } from './choices.js';

/**
 * What became of an input of a copied rule. `blocked`: found, and cannot be read yet. `other-maximum`: found with
 * another maximum. `several`: more than one fits. `missing`: not found.
 */
export type Finding =
  | { readonly kind: 'found'; readonly key: string }
  | { readonly kind: 'blocked'; readonly assessment: Assessment }
  | { readonly kind: 'other-maximum'; readonly assessment: Assessment }
  | { readonly kind: 'several' }
  | { readonly kind: 'missing' };

/** One input of a copied rule, with what became of it. */
export interface Looked {
  readonly input: CopiedInput;
  readonly finding: Finding;
}

/** The result of {@link matchInputs}. */
export interface Matched {
  /** The set-up page's fields for what was found. */
  readonly form: SetUpForm;
  /** What became of each input, in their order. */
  readonly looked: readonly Looked[];
}

function isSameMaximum(a: string | null, b: string | null): boolean {
  const [one, other] = [a, b].map((text) => (text === null ? null : parseDecimal(text)));
  return one && other ? compareDecimals(one, other) === 0 : a === b;
}

const named = (title: string): string => title.trim().toLowerCase();

/**
 * The name of the activity that a mirror column copies. Where that activity itself can be read, it takes the column's
 * place.
 */
const activityNamed = ({ source, title }: Pick<Assessment, 'source' | 'title'>): string =>
  named(source === 'mirror' ? activityOf(title) : title);

/**
 * Whether both sources tell of grades, or both of completion: an activity's completion is not its grade, whatever their
 * names.
 */
const isOfOneKind = (one: Pick<Assessment, 'source'>, other: Pick<Assessment, 'source'>) =>
  one.source === other.source || (!isCompletion(one) && !isCompletion(other));

/** @returns the entries of the same source where there are any, else all of them */
function sameWayFirst(wanted: WantedAssessment, alike: readonly Assessment[]): Assessment[] {
  const sameWay = alike.filter((each) => each.source === wanted.source);
  return sameWay.length > 0 ? sameWay : [...alike];
}

/**
 * Finds the one assessment of the same title and maximum: one that can be read before one that cannot, then one of the
 * same source. Where two fit, none is taken: a person decides.
 */
function findAssessment(wanted: WantedAssessment, assessments: readonly Assessment[]): Finding {
  const namesakes = assessments.filter(
    (each) => activityNamed(each) === activityNamed(wanted) && isOfOneKind(each, wanted),
  );
  // The maximum of a copied mirror column is not known until the instructor states it, so it is not compared.
  const alike = namesakes.filter(
    (each) => each.needsConfirmation === true || isSameMaximum(each.maximum, wanted.maximum),
  );
  const readable = sameWayFirst(
    wanted,
    alike.filter((each) => !each.obstacle),
  );
  if (readable.length > 1) return { kind: 'several' };
  if (readable[0]) return { kind: 'found', key: assessmentKey(readable[0]) };
  const [blocked, ...others] = sameWayFirst(wanted, alike);
  if (blocked)
    return others.length > 0 ? { kind: 'several' } : { kind: 'blocked', assessment: blocked };
  const [namesake] = sameWayFirst(wanted, namesakes);
  return namesake ? { kind: 'other-maximum', assessment: namesake } : { kind: 'missing' };
}

function find(wanted: CopiedInput, choices: Choices): Finding {
  if (wanted.kind === 'assessment') return findAssessment(wanted, choices.assessments);
  const badge = choices.badges.find((each) => named(each.name) === named(wanted.name));
  return badge ? { kind: 'found', key: badgeKey(badge) } : { kind: 'missing' };
}

function fieldsOf(key: string, input: CopiedInput): [string, string][] {
  if (input.kind === 'badge') return [];
  const { mark } = input;
  const unit: [string, string] = [`unit_${key}`, mark.kind];
  if (mark.kind === 'letter') return [unit, [`letter_${key}`, mark.letter]];
  return mark.kind === 'complete' ? [unit] : [unit, [`mark_${key}`, mark.value]];
}

/** Finds what a copied rule asks for among what this course offers. A pure function. */
export function matchInputs(wanted: readonly CopiedInput[], choices: Choices): Matched {
  const use: string[] = [];
  const fields: [string, string][] = [];
  const looked = wanted.map((input): Looked => {
    const finding = find(input, choices);
    if (finding.kind !== 'found') return { input, finding };
    if (use.includes(finding.key)) return { input, finding: { kind: 'several' } };
    use.push(finding.key);
    fields.push(...fieldsOf(finding.key, input));
    return { input, finding };
  });
  return { form: { use, ...Object.fromEntries(fields) }, looked };
}
