import type { Mirror } from '../../grades/index.js';
import { fieldText, type Draft, type SetUpForm } from '../../rules/index.js';
import { barModel } from '../set-up/bar-model.js';
import { assessmentKey } from '../set-up/choices.js';
import { chooseIn } from '../set-up/default-form.js';
import { glimpse, type LookNowDeps } from '../set-up/look-now.js';
import { parsePlan } from '../set-up/parse-plan.js';
import { choicesOf, readOffers } from '../set-up/read-choices.js';
import { suggestWords } from '../set-up/suggest-words.js';
import { designRightsOf } from '../visit/badge-policy.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { requirementOf } from '../visit/rule-card.js';
import type { Visit } from '../visit/visit.js';

export type MirrorFinishDeps = LookNowDeps &
  Pick<CourseDeps, 'lti' | 'drafts' | 'grades' | 'rules' | 'achievements'>;

/** Typed on the last screen itself; everything else of the draft goes along unseen. */
const TYPED_HERE: ReadonlySet<string> = new Set(['name', 'canDo']);

const hiddenFields = (form: SetUpForm) =>
  Object.entries(form).flatMap(([name, value]) =>
    TYPED_HERE.has(name) ? [] : [value].flat().map((each) => ({ name, value: each })),
  );

/**
 * The rest of a badge whose column works, for the wizard's last screen: what it asks for, who would earn it, and what is still to
 * be typed. It is sent to the draft's own page, which activates what was shown, or comes back with what is missing.
 * @returns undefined where there is no such draft, or it could not be activated as it is: its own page says why
 */
export async function finishOf(
  deps: MirrorFinishDeps,
  visit: Visit,
  mirror: Pick<Mirror, 'lineItemId'>,
  draftId: string,
) {
  const draft: Draft | null = draftId === '' ? null : await deps.drafts.get(visit.course, draftId);
  const rights = await designRightsOf(deps, visit);
  if (draft === null || !rights.mayDesign) return undefined;
  const offers = await readOffers(deps, visit);
  const wanted = assessmentKey({ source: 'mirror', id: mirror.lineItemId });
  const chosen = chooseIn(draft.form, wanted, choicesOf(offers));
  const choices = choicesOf(offers, chosen);
  const form = suggestWords(visit, chosen, choices, true);
  const plan = parsePlan(form, choices);
  const { model } = await glimpse(deps, visit, draft, form, choices);
  const { simulation } = model;
  const bar = simulation ? barModel(visit, form, false, { simulation }).bar : undefined;
  if (!plan.ok || bar === undefined) return undefined;
  return {
    action: `/course/drafts/${draft.id}`,
    asks: requirementOf(visit, plan.value),
    bar,
    hidden: hiddenFields(form),
    seen: model.look,
    needsApproval: rights.needsApproval,
    form: {
      values: { name: fieldText(form, 'name'), canDo: fieldText(form, 'canDo') },
      errors: {},
    },
  };
}
