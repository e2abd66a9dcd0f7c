import { activityOf, compareDecimals, parseDecimal, type Assessment } from '../grades/index.js';
import type { AssessmentInput, BadgeInput, RuleInput } from './rule.js';
import { assessmentKey, badgeKey, type Choices, type SetUpForm } from './set-up.js';

type WantedAssessment = Pick<AssessmentInput, 'kind' | 'source' | 'title' | 'maximum' | 'mark'>;

/** What a rule of another course asked for: found again in this course by what people call it. */
export type BroughtInput = WantedAssessment | Pick<BadgeInput, 'kind' | 'name'>;

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
  readonly input: BroughtInput;
  readonly finding: Finding;
}

export interface Matched {
  /** The set-up page's fields for what was found. */
  readonly form: SetUpForm;
  /** What became of each, in the order it was asked for. */
  readonly looked: readonly Looked[];
}

export const broughtInputOf = (input: RuleInput): BroughtInput =>
  input.kind === 'badge'
    ? { kind: 'badge', name: input.name }
    : {
        ...{ kind: 'assessment', source: input.source, title: input.title },
        ...{ maximum: input.maximum, mark: input.mark },
      };

function isSameMaximum(a: string | null, b: string | null): boolean {
  const [one, other] = [a, b].map((text) => (text === null ? null : parseDecimal(text)));
  return one && other ? compareDecimals(one, other) === 0 : a === b;
}

const named = (title: string): string => title.trim().toLowerCase();

/** A column that copies an activity is called after it: where the activity itself can be read, that will do. */
const activityNamed = ({ source, title }: Pick<Assessment, 'source' | 'title'>): string =>
  named(source === 'mirror' ? activityOf(title) : title);

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
  const namesakes = assessments.filter((each) => activityNamed(each) === activityNamed(wanted));
  const alike = namesakes.filter((each) => isSameMaximum(each.maximum, wanted.maximum));
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

function find(wanted: BroughtInput, choices: Choices): Finding {
  if (wanted.kind === 'assessment') return findAssessment(wanted, choices.assessments);
  const badge = choices.badges.find((each) => named(each.name) === named(wanted.name));
  return badge ? { kind: 'found', key: badgeKey(badge) } : { kind: 'missing' };
}

function fieldsOf(key: string, input: BroughtInput): [string, string][] {
  if (input.kind === 'badge') return [];
  const { mark } = input;
  const unit: [string, string] = [`unit_${key}`, mark.kind];
  if (mark.kind === 'letter') return [unit, [`letter_${key}`, mark.letter]];
  return mark.kind === 'complete' ? [unit] : [unit, [`mark_${key}`, mark.value]];
}

/** Finds what a brought rule asks for among what this course offers. Pure. */
export function matchInputs(wanted: readonly BroughtInput[], choices: Choices): Matched {
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
