import { takePicture } from './take-picture.js';
import { showSetUp, type ShowSetUpDeps } from './show-set-up.js';
import { Router, type RequestHandler } from 'express';
import { Conflict } from '../../base/index.js';
import { problemText, type Locale } from '../../web/index.js';
import {
  describeEffects,
  effectsModel,
  getEditForm,
  saveEdit,
  withPlan,
  type SaveEditDeps,
} from './edit-rule.js';
import { requireDesigner } from '../visit/badge-policy.js';
import { parseBadge } from './badge-form.js';
import { instructorActs, instructorLooks, paramOf } from '../visit/visit.js';
import { errorsOf } from './choices.js';
import { LOOK_AT_EDITIONS } from './leaves-editions.js';
import { parsePlan } from './parse-plan.js';
import { changedModel, previewedAt } from './changed-preview.js';
import { changeSincePreview, previewOf } from './preview.js';
import { fieldOf, formOf } from './read-form.js';
import { choicesOf, readOffers } from './read-choices.js';
import { namesOf, simulationModel } from './simulation-model.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** What the routes that edit a badge work with. */
export type EditRoutesDeps = ShowSetUpDeps &
  SaveEditDeps &
  Pick<CourseDeps, 'lti' | 'grades' | 'drafts' | 'simulate' | 'queue'>;

/** The routes that change a badge which is already given: the effects on learners are shown before it is saved. */
export function createEditRoutes(deps: EditRoutesDeps): Router {
  const { web } = deps;

  const showEdit: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rights = await requireDesigner(deps, visit);
    const { rule, form } = await getEditForm(deps, visit, paramOf(req, 'id'));
    const action = `/course/badges/${rule.id}/edit`;
    const offers = await readOffers(deps, visit);
    await showSetUp(deps, req, res, visit, { action, form, rule, offers, rights });
  };

  /** Shows the effects of a change before it is saved. */
  const edit: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rights = await requireDesigner(deps, visit);
    const { form, errors: pictureErrors } = await takePicture(deps.achievements, req, formOf(req));
    const { rule } = await getEditForm(deps, visit, paramOf(req, 'id'));
    const offers = await readOffers(deps, visit);
    const base = { action: `/course/badges/${rule.id}/edit`, form, rule, offers, rights };
    if (pictureErrors.picture !== undefined) {
      return showSetUp(deps, req, res, visit, { ...base, errors: pictureErrors, status: 422 });
    }
    if (fieldOf(req, 'do') === 'skills') return showSetUp(deps, req, res, visit, base);
    const choices = choicesOf(offers, form, rule.achievementId);
    const plan = parsePlan(form, choices);
    const badge = parseBadge(form, plan.ok ? plan.value.inputs : []);
    if (!plan.ok || !badge.ok) {
      const errors = errorsOf(badge, plan);
      return showSetUp(deps, req, res, visit, { ...base, errors, status: 422 });
    }
    const names = await namesOf(deps, visit);
    const simulation = await deps.simulate(withPlan(rule, plan.value), names.learners);
    const effects = await describeEffects(deps, rule, plan.value, simulation);
    const look = previewOf(rule, plan.value, simulation, [effects.gain, effects.miss]);
    const seen = fieldOf(req, 'seen');
    const change = changeSincePreview(seen, look);
    const more = {
      isResult: true,
      simulation: simulationModel(simulation, names, visit, true),
      look,
      undrawnLearners: names.undrawn,
      effects: effectsModel(effects, names),
    };
    if (fieldOf(req, 'do') !== 'activate' || change !== 'none' || simulation.problems.length > 0) {
      const kept = (await deps.drafts.get(visit.course, rule.id))?.looked;
      const isAsked = fieldOf(req, 'do') === 'activate';
      const changed = isAsked && changedModel({ change, kept, seen, simulation, names });
      await deps.drafts.notePreview(visit.course, rule.id, previewedAt(look, simulation));
      return showSetUp(deps, req, res, visit, { ...base, more: { ...more, changed } });
    }
    let isOlder: boolean;
    try {
      isOlder = await saveEdit(deps, visit, rule, plan.value, badge.value, rights.needsApproval);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const errors = { _form: ({ t }: Pick<Locale, 't'>) => problemText(t, error) };
      return showSetUp(deps, req, res, visit, { ...base, errors, more, status: 409 });
    }
    await deps.queue(visit.course);
    web.proceed(res, `/course/badges/${rule.id}?done=changed${isOlder ? LOOK_AT_EDITIONS : ''}`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/edit', showEdit);
  routes.post('/course/badges/:id/edit', edit);
  return routes;
}
