import type { Brought, Draft } from './draft-store.js';
import { matchInputs, type BroughtInput } from './match-inputs.js';
import type { Choices, SetUpForm } from './set-up.js';

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** What is still to be found: all of it until the page was sent once, then what the page said was missing. */
const pendingOf = (brought: Brought, form: SetUpForm): readonly BroughtInput[] => {
  if (form.unmatched === undefined) return brought.inputs;
  const places = new Set(listOf(form.unmatched));
  return brought.inputs.filter((_, index) => places.has(String(index)));
};

/** A brought draft's form with what it asks for looked up in this course; as it is kept where it was not brought. */
export function openBrought({ brought, form }: Draft, choices: Choices): SetUpForm {
  if (!brought) return form;
  const { form: found, unmatched } = matchInputs(pendingOf(brought, form), choices);
  return {
    ...form,
    ...found,
    use: [...new Set([...listOf(form.use), ...listOf(found.use)])],
    unmatched: unmatched.map((input) => String(brought.inputs.indexOf(input))),
  };
}

/** Where a draft came from, and what a person has to choose for it. */
export function broughtModel(brought: Brought | undefined, form: SetUpForm) {
  if (!brought) return undefined;
  const isWhole = listOf(form.use).length >= brought.inputs.length;
  const pending = isWhole ? [] : pendingOf(brought, form);
  return {
    from: brought.title || brought.contextId,
    places: form.unmatched === undefined ? [] : listOf(form.unmatched),
    assessments: pending.flatMap((input) => (input.kind === 'assessment' ? [input.title] : [])),
    badges: pending.flatMap((input) => (input.kind === 'badge' ? [input.name] : [])),
  };
}
