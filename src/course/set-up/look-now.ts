import { isAnswer, withDeadline } from '../../base/index.js';
import { isSilence, type Draft, type SetUpForm } from '../../rules/index.js';
import type { Simulation } from '../../awards/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { ruleOfPlan } from './activate-rule.js';
import type { Choices, RulePlan } from './choices.js';
import { parsePlan } from './parse-plan.js';
import { previewOf, type Preview } from './preview.js';
import { namesOf, simulationModel, type Names } from './simulation-model.js';

/** What previewing works with. */
export type LookNowDeps = Pick<CourseDeps, 'grades' | 'simulate'>;

/** A preview of who would earn a badge now. */
export interface Looked {
  readonly simulation: Simulation;
  readonly names: Names;
  /** The value that the page sends back, so that only what was shown is activated. */
  readonly look: Preview;
  /** The preview for the view. */
  readonly model: {
    readonly simulation: ReturnType<typeof simulationModel>;
    readonly look: Preview;
    readonly undrawnLearners: Names['undrawn'];
  };
}

/** Reads the grades and simulates who would earn what a draft gives. */
export async function lookNow(
  deps: LookNowDeps,
  visit: Visit,
  draft: Pick<Draft, 'id' | 'tenant'>,
  plan: RulePlan,
): Promise<Looked> {
  const names = await namesOf(deps, visit);
  const rule = ruleOfPlan(draft, plan);
  const simulation = await deps.simulate(rule, names.learners);
  const look = previewOf(rule, plan, simulation);
  return {
    simulation,
    names,
    look,
    model: {
      simulation: simulationModel(simulation, names, visit),
      look,
      undrawnLearners: names.undrawn,
    },
  };
}

/** How long a page that was only opened waits for a preview, in milliseconds. */
const GLIMPSE_MS = 5_000;

/**
 * Previews for a page that is opened: nothing where the form is incomplete, or the grades do not come soon.
 * @returns `isUnfit` where what is chosen could not be activated
 */
export async function glimpse(
  deps: LookNowDeps,
  visit: Visit,
  draft: Pick<Draft, 'id' | 'tenant'>,
  form: SetUpForm,
  choices: Choices,
): Promise<{ readonly model: Partial<Looked['model']>; readonly isUnfit: boolean }> {
  const plan = parsePlan(form, choices);
  if (!plan.ok) return { model: {}, isUnfit: false };
  try {
    const { model, simulation } = await withDeadline(GLIMPSE_MS, () =>
      lookNow(deps, visit, draft, plan.value),
    );
    const { problems } = simulation;
    if (problems.length === 0) return { model, isUnfit: false };
    return { model: {}, isUnfit: !problems.some(({ code }) => isSilence(code)) };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { model: {}, isUnfit: false };
  }
}
