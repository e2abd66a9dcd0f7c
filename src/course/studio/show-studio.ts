import type { Request, Response } from 'express';
import { isAdministrator } from '../../lti/index.js';
import { uploadKeyOf } from '../../achievements/index.js';
import { fieldText, type SetUpForm } from '../../rules/index.js';
import type { FormErrors } from '../set-up/choices.js';
import { fieldOf } from '../set-up/read-form.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { offerIcons } from './find-icons.js';
import { findSchoolLogo } from './school-logo.js';
import { listStarts } from './starts.js';
import { readStudio, type ReadStudio } from './studio-form.js';
import { previewModel, studioModel } from './studio-model.js';
import { artOfPlace, type StudioPlace } from './studio-place.js';

export type ShowStudioDeps = Pick<
  CourseDeps,
  'web' | 'achievements' | 'credentials' | 'lti' | 'skills'
>;

/** What the studio's page says beside the form. */
export interface StudioSaid {
  readonly errors?: FormErrors;
  readonly done?: { readonly kind: string; readonly title: string };
  readonly status?: number;
}

/** Lists notes where text of the picture could not be placed as wished. */
async function notesOf(
  deps: ShowStudioDeps,
  req: Request,
  visit: Visit,
  { art }: ReadStudio,
  name: string,
): Promise<string[]> {
  if (art === null) return [];
  const shown = name || visit.t('awards.setUp.yourBadge');
  const words = { name: shown, alt: shown };
  const { title, motto } = await deps.achievements.compose(art, words, uploadKeyOf(req));
  return [
    title === 'below' && art.title === 'inside' ? visit.t('studio.note.titleBelow') : '',
    title === 'undrawn' ? visit.t('studio.note.titleUndrawn') : '',
    motto === 'below' ? visit.t('studio.note.mottoBelow') : '',
    motto === 'undrawn' ? visit.t('studio.note.mottoUndrawn') : '',
  ].filter((note) => note !== '');
}

/** Answers with the studio as it is filled in, or with its preview alone where a script asks for that. */
export async function showStudio(
  deps: ShowStudioDeps,
  req: Request,
  res: Response,
  visit: Visit,
  place: StudioPlace,
  form: SetUpForm,
  said: StudioSaid = {},
): Promise<void> {
  const { t, locale } = visit;
  const read = readStudio(form);
  const badgeName = fieldText(place.form, 'name');
  const notes = await notesOf(deps, req, visit, read, badgeName);
  const isAdmin = isAdministrator(visit.launch.roles);
  const base = { form, read, badgeName, notes, ...said };
  if (fieldOf(req, 'part') === 'preview') {
    const shown = { ...base, icons: [], groups: [], logoId: null, isAdministrator: isAdmin };
    const model = { title: t('studio.title.page'), preview: previewModel(shown, visit) };
    return deps.web.page(res, 'awards/studio-live', model);
  }
  const english = deps.web.chooseLocale(['en']).t;
  const [logo, groups] = await Promise.all([
    findSchoolLogo(deps, visit.course),
    listStarts(deps, visit, isAdmin),
  ]);
  // A badge keeps the logo that it was designed with.
  const logoId = fieldText(form, 'logo') || logo;
  const icons = offerIcons(t, english, locale);
  const shown = { ...base, icons, groups, logoId, isAdministrator: isAdmin };
  deps.web.page(
    res,
    'awards/studio',
    {
      title: t('studio.title.page'),
      pageClass: 'wide',
      scripts: ['studio.js'],
      action: `${place.back}/studio`,
      back: place.back,
      carried: place.rule === undefined ? undefined : JSON.stringify(place.form),
      isEdit: place.rule !== undefined,
      done: said.done,
      ...studioModel(shown, artOfPlace(place), visit),
    },
    { status: said.status ?? 200 },
  );
}
