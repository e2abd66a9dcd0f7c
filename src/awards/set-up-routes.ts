import { Router, type Request, type RequestHandler, type Response } from 'express';
import { Conflict, InvalidInput, NotFound, randomId, type LaurelError } from '../base/index.js';
import { activateRule, ruleOfPlan } from './activate-rule.js';
import { describeEffects, effectsModel, getEditForm, saveEdit } from './edit-rule.js';
import { designRightsOf, requireDesigner } from './badge-policy.js';
import { alignmentRows } from './alignment-form.js';
import { achievementContent, assessQuality } from '../achievements/index.js';
import { parseBadge, UPLOAD } from './badge-form.js';
import { broughtModel, openBrought } from './brought-draft.js';
import { keepUnshown } from './keep-unshown.js';
import type { Brought, Draft } from './draft-store.js';
import {
  doneNotice,
  instructorActs,
  instructorLooks,
  paramOf,
  type PageDeps,
  type Visit,
} from './pages.js';
import { defaultForm, parsePlan, type Choices, type FormErrors, type SetUpForm } from './set-up.js';
import { namesOf, readChoices, setUpModel, simulationModel } from './set-up-page.js';
import { changedModel, lookedAt } from './changed-look.js';
import { changeSince, lookOf } from './look.js';
import { fieldOf, fieldText, formOf } from './read-form.js';
import { simulate } from './simulate.js';
import type { Rule } from './rule.js';
import { listIn } from './words.js';

/** How much of what a recruiter looks for is said; nothing while the badge is not whole. */
function qualityOf(req: Request, form: SetUpForm, choices: Choices) {
  const plan = parsePlan(form, choices);
  const badge = parseBadge(form, plan.ok ? plan.value.inputs : []);
  if (!badge.ok) return undefined;
  const { score, hints } = assessQuality(achievementContent.parse(badge.value));
  return {
    score,
    text: req.t('achievements.quality.score', { score }),
    hints: hints.map(({ code }) => req.t(`achievements.quality.${code}`)),
  };
}

/** The set-up page: one form, kept as a draft at every step, whatever is in it. */
export function createSetUpRoutes(deps: PageDeps): Router {
  const { web } = deps;

  async function getDraft(visit: Visit, id: string): Promise<Draft> {
    const draft = await deps.drafts.get(visit.course, id);
    if (draft) return draft;
    throw new NotFound('draft_unknown', 'There is no such draft in this course.', {
      action: 'Go back to the badges of the course.',
    });
  }

  async function show(
    req: Request,
    res: Response,
    visit: Visit,
    shown: {
      readonly action: string;
      readonly form: SetUpForm;
      readonly errors?: FormErrors;
      readonly more?: object;
      readonly status?: number;
      readonly brought?: Brought | undefined;
      /** The rule that is changed. */
      readonly rule?: Rule;
    },
  ): Promise<void> {
    const { form, rule } = shown;
    const own = rule ? { ownAchievementId: rule.achievementId } : {};
    const { choices, listings } = await readChoices(deps, visit, { form, ...own });
    const { platformId } = visit.course;
    const { issuers } = deps.credentials;
    const [missing, issuer, mirrors] = await Promise.all([
      issuers.missing(platformId),
      issuers.find(platformId),
      deps.mirrors.list(visit.course),
    ]);
    const isEdit = rule !== undefined;
    const brought = broughtModel(shown.brought, form, { choices, listings, mirrors }, visit);
    const title = visit.t(`awards.setUp.${isEdit ? 'change' : 'title'}`);
    const { needsApproval } = await designRightsOf(deps, visit);
    const model = setUpModel(shown.form, shown.errors ?? {}, choices, listings, visit);
    web.page(
      res,
      'awards/set-up',
      {
        ...{ title, action: shown.action, isEdit, missing: listIn(visit, missing) },
        lead: visit.t(`awards.setUp.${isEdit ? 'changeLead' : 'lead'}`),
        ...{ ...model, issuer, brought },
        skills: alignmentRows,
        skillErrors: Object.keys(shown.errors ?? {}).some((name) => name.startsWith('skill')),
        quality: qualityOf(req, shown.form, choices),
        mail: web.renderText(
          'badge-earned',
          {
            badge: fieldText(shown.form, 'name') || '…',
            course: visit.launch.context.title ?? '',
          },
          visit.locale,
        ),
        done: doneNotice(req),
        needsApproval,
        ...shown.more,
      },
      { status: shown.status ?? 200 },
    );
  }

  const showNew: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const { choices } = await readChoices(deps, visit);
    const form = { ...defaultForm(choices), language: visit.locale };
    await show(req, res, visit, { action: '/course/new', form });
  };

  const showDraft: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    const action = `/course/drafts/${draft.id}`;
    const sentBack = (await deps.rules.get(visit.course, draft.id))?.sentBack;
    const { brought } = draft;
    const form = brought
      ? openBrought(draft, (await readChoices(deps, visit, { form: draft.form })).choices)
      : draft.form;
    await show(req, res, visit, { action, form, brought, more: { sentBack } });
  };

  const createDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    await submit(req, res, visit, {
      ...{ id: randomId(), tenant: visit.course },
      ...{ form: formOf(req), updatedAt: deps.clock.now() },
    });
  };

  const saveDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    await submit(req, res, visit, { ...draft, form: formOf(req), updatedAt: deps.clock.now() });
  };

  /** Keeps a picture that came along and makes it the design; what is wrong with it stands by its field. */
  async function takePicture(
    req: Request,
    form: SetUpForm,
  ): Promise<{ form: SetUpForm; errors: FormErrors }> {
    const file = req.files?.['picture'];
    if (!file) return { form, errors: {} };
    try {
      const imageId = await deps.achievements.addPicture(file.bytes);
      return { form: { ...form, imageId, template: UPLOAD }, errors: {} };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return { form, errors: { picture: () => wordsOf(error) } };
    }
  }

  /** What the badge said before: in the course it was brought from, or when it was activated and taken back. */
  async function saidBefore({ tenant, achievementId, brought }: Draft) {
    if (achievementId === undefined) return brought?.content;
    return (await deps.achievements.getOwn(tenant, achievementId)).content;
  }

  /** Save, look who would earn it, or activate; the draft is kept in every case. */
  async function submit(req: Request, res: Response, visit: Visit, typed: Draft): Promise<void> {
    const { form, errors: pictureErrors } = await takePicture(req, typed.form);
    const draft = { ...typed, form };
    await deps.drafts.save(draft);
    const action = `/course/drafts/${draft.id}`;
    const todo = fieldOf(req, 'do');
    if (pictureErrors.picture !== undefined) {
      const { brought } = draft;
      return show(req, res, visit, { action, form, brought, errors: pictureErrors, status: 422 });
    }
    if (todo === 'save') return web.proceed(res, `${action}?done=saved`);
    const { choices } = await readChoices(deps, visit, { form });
    const plan = parsePlan(draft.form, choices);
    const badge = parseBadge(draft.form, plan.ok ? plan.value.inputs : []);
    const base = { action, form: draft.form, brought: draft.brought };
    if (!plan.ok || !badge.ok) {
      const errors = { ...(badge.ok ? {} : badge.errors), ...(plan.ok ? {} : plan.errors) };
      return show(req, res, visit, { ...base, errors, status: 422 });
    }
    const names = await namesOf(deps, visit);
    const rule = ruleOfPlan(draft, plan.value);
    const simulation = await simulate(deps.checkDeps, rule, names.learners);
    const more: object = { simulation: simulationModel(simulation, names, visit) };
    const look = lookOf(rule, plan.value, simulation);
    const seen = fieldOf(req, 'seen');
    const change = changeSince(seen, look);
    if (todo !== 'activate' || change !== 'none' || simulation.problems.length > 0) {
      const kept = typed.looked;
      const changed =
        todo === 'activate' && changedModel({ change, kept, seen, simulation, names });
      await deps.drafts.save({ ...draft, looked: lookedAt(look, simulation) });
      return show(req, res, visit, { ...base, more: { ...more, look, changed } });
    }
    const { needsApproval } = await designRightsOf(deps, visit);
    const before = await saidBefore(draft);
    await activateRule(
      { ...deps, missingIssuer: (platformId) => deps.credentials.issuers.missing(platformId) },
      draft,
      plan.value,
      before ? keepUnshown(badge.value, before) : badge.value,
      visit.actor,
      needsApproval,
    ).then(
      async (active) => {
        if (!needsApproval) await deps.queue(visit.course);
        const done = needsApproval ? 'submitted' : 'activated';
        web.proceed(res, `/course/badges/${active.id}?done=${done}`);
      },
      async (error: unknown) => {
        if (!(error instanceof Conflict)) throw error;
        const errors = { _form: () => wordsOf(error) };
        await show(req, res, visit, { ...base, errors, more, status: 409 });
      },
    );
  }

  const removeDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const draft = await getDraft(visit, paramOf(req, 'id'));
    await deps.drafts.remove(visit.course, draft.id, deps.clock.now());
    web.proceed(res, '/course?done=removed');
  };

  const showEdit: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const { rule, form } = await getEditForm(deps, visit, paramOf(req, 'id'));
    const action = `/course/badges/${rule.id}/edit`;
    await show(req, res, visit, { action, form, rule });
  };

  /** Shows what a change does to whom before it is saved. */
  const edit: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const { form, errors: pictureErrors } = await takePicture(req, formOf(req));
    const { rule } = await getEditForm(deps, visit, paramOf(req, 'id'));
    const base = { action: `/course/badges/${rule.id}/edit`, form, rule };
    if (pictureErrors.picture !== undefined) {
      return show(req, res, visit, { ...base, errors: pictureErrors, status: 422 });
    }
    const { achievementId: ownAchievementId } = rule;
    const { choices } = await readChoices(deps, visit, { form, ownAchievementId });
    const plan = parsePlan(form, choices);
    const badge = parseBadge(form, plan.ok ? plan.value.inputs : []);
    if (!plan.ok || !badge.ok) {
      const errors = { ...(badge.ok ? {} : badge.errors), ...(plan.ok ? {} : plan.errors) };
      return show(req, res, visit, { ...base, errors, status: 422 });
    }
    const names = await namesOf(deps, visit);
    const simulation = await simulate(deps.checkDeps, { ...rule, ...plan.value }, names.learners);
    const effects = await describeEffects(deps, rule, plan.value, simulation);
    const look = lookOf(rule, plan.value, simulation, [effects.gain, effects.miss]);
    const seen = fieldOf(req, 'seen');
    const change = changeSince(seen, look);
    const more = {
      simulation: simulationModel(simulation, names, visit, true),
      ...{ look, effects: effectsModel(effects, names) },
    };
    if (fieldOf(req, 'do') !== 'activate' || change !== 'none' || simulation.problems.length > 0) {
      const kept = (await deps.drafts.get(visit.course, rule.id))?.looked;
      const isAsked = fieldOf(req, 'do') === 'activate';
      const changed = isAsked && changedModel({ change, kept, seen, simulation, names });
      await deps.drafts.noteLook(visit.course, rule.id, lookedAt(look, simulation));
      return show(req, res, visit, { ...base, more: { ...more, changed } });
    }
    try {
      const { needsApproval } = await designRightsOf(deps, visit);
      await saveEdit(deps, visit, rule, plan.value, badge.value, needsApproval);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const errors = { _form: () => wordsOf(error) };
      return show(req, res, visit, { ...base, errors, more, status: 409 });
    }
    await deps.queue(visit.course);
    web.proceed(res, `/course/badges/${rule.id}?done=changed`);
  };

  const routes = Router();
  routes.get('/course/new', showNew);
  routes.post('/course/new', createDraft);
  routes.get('/course/drafts/:id', showDraft);
  routes.post('/course/drafts/:id', saveDraft);
  routes.post('/course/drafts/:id/remove', removeDraft);
  routes.get('/course/badges/:id/edit', showEdit);
  routes.post('/course/badges/:id/edit', edit);
  return routes;
}

const wordsOf = (error: LaurelError): string => `${error.message} ${error.action ?? ''}`.trim();
