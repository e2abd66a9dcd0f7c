import { compareDecimals, parseDecimal, type Assessment } from '../grades/index.js';
import type { AssessmentInput, BadgeInput, RuleInput } from './rule.js';
import { assessmentKey, badgeKey, type Choices, type SetUpForm } from './set-up.js';

/** What a rule of another course asked for: found again in this course by what people call it. */
export type BroughtInput =
  | Pick<AssessmentInput, 'kind' | 'source' | 'title' | 'maximum' | 'mark'>
  | Pick<BadgeInput, 'kind' | 'name'>;

export interface Matched {
  /** The set-up page's fields for what was found. */
  readonly form: SetUpForm;
  readonly unmatched: readonly BroughtInput[];
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

/**
 * The one assessment of the same title and maximum: read in the same way where there is one, else in another way.
 * Two that could be meant are none: a person decides.
 */
function findAssessment(
  wanted: Extract<BroughtInput, { kind: 'assessment' }>,
  assessments: readonly Assessment[],
): Assessment | null {
  const alike = assessments.filter(
    (each) =>
      !each.obstacle &&
      named(each.title) === named(wanted.title) &&
      isSameMaximum(each.maximum, wanted.maximum),
  );
  const sameWay = alike.filter((each) => each.source === wanted.source);
  const [found, ...others] = sameWay.length > 0 ? sameWay : alike;
  return found && others.length === 0 ? found : null;
}

function fieldsOf(
  key: string,
  { mark }: Extract<BroughtInput, { kind: 'assessment' }>,
): [string, string][] {
  const unit: [string, string] = [`unit_${key}`, mark.kind];
  if (mark.kind === 'letter') return [unit, [`letter_${key}`, mark.letter]];
  return mark.kind === 'complete' ? [unit] : [unit, [`mark_${key}`, mark.value]];
}

/** Finds what a brought rule asks for among what this course offers. Pure. */
export function matchInputs(wanted: readonly BroughtInput[], choices: Choices): Matched {
  const use: string[] = [];
  const fields: [string, string][] = [];
  const unmatched: BroughtInput[] = [];
  for (const input of wanted) {
    if (input.kind === 'badge') {
      const badge = choices.badges.find((each) => named(each.name) === named(input.name));
      if (badge) use.push(badgeKey(badge));
      else unmatched.push(input);
      continue;
    }
    const found = findAssessment(input, choices.assessments);
    const key = found && assessmentKey(found);
    if (key === null || use.includes(key)) {
      unmatched.push(input);
      continue;
    }
    use.push(key);
    fields.push(...fieldsOf(key, input));
  }
  return { form: { use, ...Object.fromEntries(fields) }, unmatched };
}
