import { activityOf, compareDecimals, parseDecimal, type Assessment } from '../../grades/index.js';
import { isCompletion } from '../../awards/index.js';
import type { CopiedInput, SetUpForm, WantedAssessment } from '../../rules/index.js';
import { assessmentKey, badgeKey, type Choices } from './choices.js';

/**
 * What became of something a rule of another course asked for. `blocked`: it is here and cannot be read yet.
 * `other-maximum`: its like is here with another maximum. `several`: more than one could be meant. `missing`: it is not here.
 */
export type Finding =
  | { readonly kind: 'found'; readonly key: string }
  | { readonly kind: 'blocked'; readonly assessment: Assessment }
  | { readonly kind: 'other-maximum'; readonly assessment: Assessment }
  | { readonly kind: 'several' }
  | { readonly kind: 'missing' };

export interface Looked {
  readonly input: CopiedInput;
  readonly finding: Finding;
}

export interface Matched {
  /** The set-up page's fields for what was found. */
  readonly form: SetUpForm;
  /** What became of each, in the order it was asked for. */
  readonly looked: readonly Looked[];
}

function isSameMaximum(a: string | null, b: string | null): boolean {
  const [one, other] = [a, b].map((text) => (text === null ? null : parseDecimal(text)));
  return one && other ? compareDecimals(one, other) === 0 : a === b;
}

const named = (title: string): string => title.trim().toLowerCase();

/** A column that copies an activity is called after it: where the activity itself can be read, that will do. */
const activityNamed = ({ source, title }: Pick<Assessment, 'source' | 'title'>): string =>
  named(source === 'mirror' ? activityOf(title) : title);

/** That something is completed is another thing than its grade, whatever both are called. */
const isOfOneKind = (one: Pick<Assessment, 'source'>, other: Pick<Assessment, 'source'>) =>
  one.source === other.source || (!isCompletion(one) && !isCompletion(other));

/** Those read in the same way, where there are any. */
function sameWayFirst(wanted: WantedAssessment, alike: readonly Assessment[]): Assessment[] {
  const sameWay = alike.filter((each) => each.source === wanted.source);
  return sameWay.length > 0 ? sameWay : [...alike];
}

/**
 * The one assessment of the same title and maximum: one that can be read before one that cannot, read in the same way
 * before in another. Two that could be meant are none: a person decides.
 */
function findAssessment(wanted: WantedAssessment, assessments: readonly Assessment[]): Finding {
  const namesakes = assessments.filter(
    (each) => activityNamed(each) === activityNamed(wanted) && isOfOneKind(each, wanted),
  );
  // Nobody has said yet what a copied column's values are out of: it is asked for before anything is read.
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

/** Finds what a brought rule asks for among what this course offers. Pure. */
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
