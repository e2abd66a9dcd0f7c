import { fieldText, type Localizer, type SetUpForm } from '../../rules/index.js';
import { requirementOf } from '../visit/rule-card.js';
import type { Choices } from './choices.js';
import { parsePlan } from './parse-plan.js';

/** @returns a name and criteria for a badge, from the assessment's name and mark */
function suggestionOf(words: Localizer, form: SetUpForm, choices: Choices) {
  const plan = parsePlan(form, choices);
  if (!plan.ok) return undefined;
  const [first] = plan.value.inputs;
  const name = first?.kind === 'assessment' ? first.title : (first?.name ?? '');
  const asks = requirementOf(words, plan.value);
  return { name: name.slice(0, 120), criteria: words.t('awards.setUp.criteriaOf', { asks }) };
}

/**
 * Lets the form's name and criteria follow what is chosen, until somebody types their own: `suggestedName` and
 * `suggestedCriteria` hold what was suggested last.
 * @param isNew whether empty fields are filled in, too
 */
export function suggestWords(
  words: Localizer,
  form: SetUpForm,
  choices: Choices,
  isNew = false,
): SetUpForm {
  const suggested = suggestionOf(words, form, choices);
  if (!suggested) return form;
  const follow = (field: string, kept: string, next: string) => {
    const [typed, before] = [fieldText(form, field), fieldText(form, kept)];
    const isOurs = typed === '' ? isNew : typed === before;
    return isOurs ? { [field]: next, [kept]: next } : {};
  };
  return {
    ...form,
    ...follow('name', 'suggestedName', suggested.name),
    ...follow('criteria', 'suggestedCriteria', suggested.criteria),
  };
}
