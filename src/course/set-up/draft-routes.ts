import { takePicture } from './take-picture.js';
import { showSetUp, type ShownSetUp, type ShowSetUpDeps } from './show-set-up.js';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { AchievementInput } from '../../achievements/index.js';
import { Conflict, NotFound, randomId } from '../../base/index.js';
import { activateRule, type ActivateDeps } from './activate-rule.js';
import { requireDesigner, type DesignRights } from '../visit/badge-policy.js';
import type { Draft, Release } from '../../rules/index.js';
import { problemText, type Locale } from '../../web/index.js';
import { parseBadge } from './badge-form.js';
import { openCopiedDraft } from './copied-draft.js';
import { keepUneditedFields } from './keep-unedited-fields.js';
import { leavesEditions, LOOK_AT_EDITIONS } from './leaves-editions.js';
import { instructorActs, instructorLooks, paramOf, queryOf, type Visit } from '../visit/visit.js';
import { errorsOf, type RulePlan } from './choices.js';
import { parsePlan } from './parse-plan.js';
import { changedModel, previewedAt } from './changed-preview.js';
import { changeSincePreview } from './preview.js';
import { fieldOf, formOf } from './read-form.js';
import { chooseIn } from './default-form.js';
import { quizForm, startForm } from './start-form.js';
import { choicesOf, readOffers } from './read-choices.js';
import { findQuiz } from './not-here.js';
import { glimpse, lookNow, type LookNowDeps } from './look-now.js';
import { suggestWords } from './suggest-words.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** The code of the notice that a badge is active, which says from when on it is given. */
const ACTIVATED: Readonly<Record<Release['policy'], string>> = {
  immediately: 'activated',
  released: 'activatedReleased',
  date: 'activatedDate',
  confirm: 'activatedConfirm',
};

/** What the routes of drafts work with. */
export type DraftRoutesDeps = ShowSetUpDeps &
  ActivateDeps &
  LookNowDeps &
  Pick<CourseDeps, 'lti' | 'queue'>;

/** The routes of a badge that is being set up. Its form is saved as a draft at every step, valid or not. */
export function createDraftRoutes(deps: DraftRoutesDeps): Router {
  const { web } = deps;

  const unknownDraft = () =>
    new NotFound('draft_unknown', 'There is no such draft in this course.', {
      action: 'Go back to the badges of the course.',
    });

  async function getDraft(visit: Visit, id: string): Promise<Draft> {
    const draft = await deps.drafts.get(visit.course, id);
    if (draft) return draft;
    throw unknownDraft();
  }

  /** Saves what was typed into a draft. @throws NotFound `draft_unknown` where it was activated or removed meanwhile */
  async function update(draft: Draft): Promise<void> {
    if (!(await deps.drafts.update(draft))) throw unknownDraft();
  }

  const showNew: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rights = await requireDesigner(deps, visit);
    const offers = await readOffers(deps, visit);
    const choices = choicesOf(offers);
    const start = startForm(visit, offers, queryOf(req, 'use'));
    const chosen = suggestWords(visit, start, choices, true);
    const { model, isUnfit } = await glimpse(
      deps,
      visit,
      { id: 'new', tenant: visit.course },
      chosen,
      choices,
    );
    const form = isUnfit ? { ...chosen, use: [] } : chosen;
    const shown = { action: '/course/new', form, offers, rights, more: model };
    await showSetUp(deps, req, res, visit, shown);
  };

  const showDraft: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rights = await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    const action = `/course/drafts/${draft.id}`;
    const sentBack = (await deps.rules.get(visit.course, draft.id))?.sentBack;
    const { brought } = draft;
    const offers = await readOffers(deps, visit);
    const opened = openCopiedDraft(draft, choicesOf(offers, draft.form));
    const chosen = chooseIn(opened, queryOf(req, 'use'), choicesOf(offers));
    const choices = choicesOf(offers, chosen);
    // What was chosen just now fills in what nobody has typed, also where nothing had been suggested before.
    const form = suggestWords(visit, chosen, choices, chosen !== opened);
    const { model } = await glimpse(deps, visit, draft, form, choices);
    const shown = { action, form, brought, offers, rights, more: { ...model, sentBack } };
    await showSetUp(deps, req, res, visit, shown);
  };

  const createDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rights = await requireDesigner(deps, visit);
    const typed = formOf(req);
    // The course's page asks for a quiz and nothing else; the set-up page always sends a name, be it empty.
    const isQuiz = fieldOf(req, 'do') === 'find' && typed['name'] === undefined;
    const draft: Draft = {
      id: randomId(),
      tenant: visit.course,
      form: isQuiz ? quizForm(visit, await readOffers(deps, visit), typed) : typed,
      updatedAt: deps.clock.now(),
    };
    await deps.drafts.save(draft);
    await submit(req, res, visit, rights, draft);
  };

  const saveDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rights = await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    const typed = { ...draft, form: formOf(req), updatedAt: deps.clock.now() };
    await submit(req, res, visit, rights, typed);
  };

  /**
   * @returns what the badge said before: where it was copied from, or when it was activated and that was undone
   */
  async function saidBefore({ tenant, achievementId, brought, content }: Draft) {
    if (achievementId === undefined) return content ?? brought?.content;
    return (await deps.achievements.getOwn(tenant, achievementId)).content;
  }

  /** Saves, makes a mirror column, previews, or activates; the draft is saved in every case. */
  async function submit(
    req: Request,
    res: Response,
    visit: Visit,
    rights: DesignRights,
    typed: Draft,
  ): Promise<void> {
    const taken = await takePicture(deps.achievements, req, typed.form);
    await update({ ...typed, form: taken.form });
    const action = `/course/drafts/${typed.id}`;
    const todo = fieldOf(req, 'do');
    const refused = taken.errors.picture === undefined ? undefined : taken.errors;
    if (todo === 'save' && !refused) return web.proceed(res, `${action}?done=saved`);
    const found = todo === 'find' ? await findQuiz(deps, visit, typed, taken.form) : {};
    if (found.path !== undefined) {
      await update({ ...typed, form: found.form ?? taken.form });
      return web.proceed(res, found.path);
    }
    const offers = await readOffers(deps, visit);
    const form = suggestWords(visit, taken.form, choicesOf(offers, taken.form));
    const { brought } = typed;
    if (todo === 'skills')
      return showSetUp(deps, req, res, visit, { action, form, brought, offers, rights });
    const shown = { action, form, brought, offers, rights, more: { isResult: true } };
    const errors = found.errors ?? refused;
    if (errors) return showSetUp(deps, req, res, visit, { ...shown, errors, status: 422 });
    await review(req, res, visit, { ...typed, form }, shown);
  }

  /**
   * Previews who would earn the badge, and activates it where that was asked for and nothing differs from the last
   * preview.
   */
  async function review(
    req: Request,
    res: Response,
    visit: Visit,
    draft: Draft,
    shown: ShownSetUp,
  ): Promise<void> {
    const { form } = draft;
    const plan = parsePlan(form, choicesOf(shown.offers, form));
    const badge = parseBadge(form, plan.ok ? plan.value.inputs : []);
    if (!plan.ok) {
      const errors = errorsOf(badge, plan);
      return showSetUp(deps, req, res, visit, { ...shown, errors, status: 422 });
    }
    const { simulation, names, look, model } = await lookNow(deps, visit, draft, plan.value);
    const looked = { ...shown, more: { ...shown.more, ...model } };
    const isAsked = fieldOf(req, 'do') === 'activate';
    const seen = fieldOf(req, 'seen');
    const change = changeSincePreview(seen, look);
    if (isAsked && badge.ok && change === 'none' && simulation.problems.length === 0)
      return activate(req, res, visit, draft, [plan.value, badge.value], looked);
    await update({ ...draft, looked: previewedAt(look, simulation) });
    if (!badge.ok) {
      const { errors } = badge;
      return showSetUp(deps, req, res, visit, { ...looked, errors, status: 422 });
    }
    const { looked: kept } = draft;
    const changed = isAsked && changedModel({ change, kept, seen, simulation, names });
    return showSetUp(deps, req, res, visit, { ...looked, more: { ...looked.more, changed } });
  }

  async function activate(
    req: Request,
    res: Response,
    visit: Visit,
    draft: Draft,
    [plan, badge]: readonly [RulePlan, AchievementInput],
    shown: ShownSetUp,
  ): Promise<void> {
    const { needsApproval } = shown.rights;
    const before = await saidBefore(draft);
    const content = before ? keepUneditedFields(badge, before) : badge;
    try {
      const active = await activateRule(deps, draft, plan, content, visit.actor, needsApproval);
      if (!needsApproval) await deps.queue(visit.course);
      const done = needsApproval ? 'submitted' : ACTIVATED[active.release.policy];
      const more = leavesEditions(before, content) ? LOOK_AT_EDITIONS : '';
      web.proceed(res, `/course/badges/${active.id}?done=${done}${more}`);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const errors = { _form: ({ t }: Pick<Locale, 't'>) => problemText(t, error) };
      await showSetUp(deps, req, res, visit, { ...shown, errors, status: 409 });
    }
  }

  const removeDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    await deps.drafts.remove(visit.course, draft.id, deps.clock.now());
    web.proceed(res, '/course?done=removed');
  };

  const routes = Router();
  routes.get('/course/new', showNew);
  routes.post('/course/new', createDraft);
  routes.get('/course/drafts/:id', showDraft);
  routes.post('/course/drafts/:id', saveDraft);
  routes.post('/course/drafts/:id/remove', removeDraft);
  return routes;
}
