import { Router, type Request, type RequestHandler, type Response } from 'express';
import { isAdministrator } from '../../lti/index.js';
import { NotFound, omitUndefined } from '../../base/index.js';
import type { SetUpForm } from '../../rules/index.js';
import { formOfArt } from '../set-up/art-form.js';
import type { FormErrors } from '../set-up/choices.js';
import { readOffers } from '../set-up/read-choices.js';
import { fieldOf, formOf } from '../set-up/read-form.js';
import { showSetUp, type ShowSetUpDeps } from '../set-up/show-set-up.js';
import { takePicture } from '../set-up/take-picture.js';
import { requireDesigner } from '../visit/badge-policy.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, instructorLooks, type Visit } from '../visit/visit.js';
import { keepTemplate, removeTemplate, type KeepTemplateDeps } from './keep-template.js';
import { showStudio, type ShowStudioDeps } from './show-studio.js';
import { listStarts } from './starts.js';
import { readStudio, studioFormOf } from './studio-form.js';
import {
  artOfPlace,
  placeOfBadge,
  placeOfDraft,
  placeOfNew,
  type PlaceDeps,
  type StudioPlace,
} from './studio-place.js';

/** What the routes of the studio work with. */
export type StudioRoutesDeps = ShowStudioDeps &
  ShowSetUpDeps &
  KeepTemplateDeps &
  PlaceDeps &
  Pick<CourseDeps, 'grades'>;

/**
 * The routes of the badge studio, in which an instructor composes a badge's picture from layers, beside its set-up
 * page.
 */
export function createStudioRoutes(deps: StudioRoutesDeps): Router {
  const { web } = deps;

  /** Shows the set-up page again, with everything that was typed. */
  async function goBack(
    req: Request,
    res: Response,
    visit: Visit,
    place: Pick<StudioPlace, 'back' | 'form' | 'rule'>,
    errors: FormErrors = {},
  ): Promise<void> {
    const [rights, offers] = [await requireDesigner(deps, visit), await readOffers(deps, visit)];
    const { back: action, form, rule } = place;
    const status = Object.keys(errors).length > 0 ? 422 : 200;
    const shown = omitUndefined({ action, form, rule, offers, rights, errors, status });
    return showSetUp(deps, req, res, visit, shown);
  }

  /**
   * Reads the set-up page's form, and keeps a picture that was chosen with it: the studio is another page, and what a browser
   * had chosen is gone there. @returns null where the picture was refused, and the set-up page says why
   */
  async function typedForm(
    req: Request,
    res: Response,
    visit: Visit,
    place: Pick<StudioPlace, 'back' | 'rule'>,
  ): Promise<SetUpForm | null> {
    const { form, errors } = await takePicture(deps.achievements, req, formOf(req));
    if (Object.keys(errors).length === 0) return form;
    await goBack(req, res, visit, { ...place, form }, errors);
    return null;
  }

  const begin: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const form = await typedForm(req, res, visit, { back: '/course/new' });
    if (form === null) return;
    const { back } = await placeOfNew(deps, visit, form);
    web.proceed(res, `${back}/studio`);
  };

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const place = await placeOfDraft(deps, req, visit);
    await showStudio(deps, req, res, visit, place, studioFormOf(artOfPlace(place)));
  };

  const ofDraft: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const place = await placeOfDraft(deps, req, visit);
    if (fieldOf(req, 'do') !== 'studio' || place.draft === undefined)
      return submit(req, res, visit, place);
    const form = await typedForm(req, res, visit, place);
    if (form === null) return;
    await deps.drafts.save({ ...place.draft, form, updatedAt: deps.clock.now() });
    web.proceed(res, `${place.back}/studio`);
  };

  const ofBadge: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const place = await placeOfBadge(deps, req, visit);
    if (fieldOf(req, 'do') === 'leave') return goBack(req, res, visit, place);
    if (fieldOf(req, 'do') === 'studio') {
      const form = await typedForm(req, res, visit, place);
      if (form === null) return;
      const kept = { ...place, form };
      return showStudio(deps, req, res, visit, kept, studioFormOf(artOfPlace(kept)));
    }
    return submit(req, res, visit, place);
  };

  /** Does what the studio's buttons say; each but "use" shows the studio again with its form. */
  async function submit(req: Request, res: Response, visit: Visit, place: StudioPlace) {
    const form = formOf(req);
    const [todo = '', key = ''] = fieldOf(req, 'do').split(':');
    const again = (changed: SetUpForm, said = {}) =>
      showStudio(deps, req, res, visit, place, changed, said);
    const told = (what: string) => ({
      done: { kind: 'success', title: visit.t(`studio.done.${what}`) },
    });
    switch (todo) {
      case 'start': {
        const groups = await listStarts(deps, visit, isAdministrator(visit.launch.roles));
        const chosen = groups.flatMap(({ starts }) => starts).find((start) => start.key === key);
        if (chosen === undefined)
          throw new NotFound('look_unknown', 'There is no such look to begin with.', {
            action: 'Go back to the studio and choose another one.',
          });
        return again(studioFormOf(chosen.art), told('started'));
      }
      case 'suggest':
        return again({ ...form, accent: key });
      case 'template':
        return saveTemplate(form, again, visit, told);
      case 'remove':
        return again(form, (await removeTemplate(deps, visit, key)) ? told('removed') : {});
      case 'use':
        return use(req, res, visit, place, form);
      default:
        return again(form);
    }
  }

  async function saveTemplate(
    form: SetUpForm,
    again: (form: SetUpForm, said?: object) => Promise<void>,
    visit: Visit,
    told: (what: string) => object,
  ) {
    const { art, trouble } = readStudio(form);
    if (art === null || trouble !== null) return again(form, { status: 422 });
    const wrong = await keepTemplate(deps, visit, form, art);
    if (wrong !== null) return again(form, { status: 422, errors: { templateName: wrong } });
    return again({ ...form, templateName: '', forAll: '' }, told('template'));
  }

  /** Puts the art into the set-up form, which is shown again as it was left. */
  async function use(
    req: Request,
    res: Response,
    visit: Visit,
    place: StudioPlace,
    typed: SetUpForm,
  ) {
    const { art, trouble } = readStudio(typed);
    if (art === null || trouble !== null)
      return showStudio(deps, req, res, visit, place, typed, { status: 422 });
    const form = { ...place.form, ...formOfArt(art) };
    if (place.draft !== undefined) {
      await deps.drafts.save({ ...place.draft, form, updatedAt: deps.clock.now() });
      return web.proceed(res, `${place.back}?done=saved`);
    }
    return goBack(req, res, visit, { ...place, form });
  }

  const routes = Router();
  routes.post('/course/new/studio', begin);
  routes.get('/course/drafts/:id/studio', show);
  routes.post('/course/drafts/:id/studio', ofDraft);
  routes.post('/course/badges/:id/edit/studio', ofBadge);
  return routes;
}
