import type { Request } from 'express';
import { NotFound, randomId } from '../../base/index.js';
import { artOfLook, artOfTemplate, LOOKS, type ComposedArt } from '../../achievements/index.js';
import { fieldText, type Draft, type Rule, type SetUpForm } from '../../rules/index.js';
import { composedArtOf } from '../set-up/art-form.js';
import { getEditForm } from '../set-up/edit-rule.js';
import { fieldOf, formOf, formOfBody } from '../set-up/read-form.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { paramOf, type Visit } from '../visit/visit.js';

/**
 * What is being designed: a draft, which is saved at every step, or an active badge, whose set-up form the page carries
 * along.
 */
export interface StudioPlace {
  /** The path of the set-up page; the studio's own is `/studio` below it. */
  readonly back: string;
  /** The set-up page's form as it was filled in. */
  readonly form: SetUpForm;
  readonly draft?: Draft;
  readonly rule?: Rule;
}

export type PlaceDeps = Pick<CourseDeps, 'drafts' | 'rules' | 'achievements' | 'clock'>;

/** Saves a draft that was sent with the set-up page's button, for a page that had no draft yet. */
export async function placeOfNew(
  deps: PlaceDeps,
  visit: Visit,
  form: SetUpForm,
): Promise<StudioPlace> {
  const draft = { id: randomId(), tenant: visit.course, form, updatedAt: deps.clock.now() };
  await deps.drafts.save(draft);
  return { back: `/course/drafts/${draft.id}`, form, draft };
}

/** @throws NotFound where there is no such draft in this course */
export async function placeOfDraft(
  deps: PlaceDeps,
  req: Request,
  { course }: Visit,
): Promise<StudioPlace> {
  const draft = await deps.drafts.get(course, paramOf(req, 'id'));
  if (draft) return { back: `/course/drafts/${draft.id}`, form: draft.form, draft };
  throw new NotFound('draft_unknown', 'There is no such draft in this course.', {
    action: 'Go back to the badges of the course.',
  });
}

const MOST_CARRIED = 200_000;

/** @returns the set-up form that the studio's form carries; null where it carries none */
function carriedOf(req: Request): SetUpForm | null {
  const text = fieldOf(req, 'carried');
  if (text === '' || text.length > MOST_CARRIED) return null;
  try {
    const read: unknown = JSON.parse(text);
    const isForm = typeof read === 'object' && read !== null && !Array.isArray(read);
    return isForm ? formOfBody(read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Finds an active badge that is changed, with what was typed: sent by the set-up page, or carried along. */
export async function placeOfBadge(
  deps: PlaceDeps,
  req: Request,
  visit: Visit,
): Promise<StudioPlace> {
  const { rule, form } = await getEditForm(deps, visit, paramOf(req, 'id'));
  const typed = fieldOf(req, 'do') === 'studio' ? formOf(req) : carriedOf(req);
  return { back: `/course/badges/${rule.id}/edit`, form: typed ?? form, rule };
}

/** @returns the art of a set-up form, or the nearest composed art */
export function artOfPlace({ form }: StudioPlace): ComposedArt {
  const composed = composedArtOf(form);
  if (composed !== null) return composed;
  const template = fieldText(form, 'template');
  if (template !== '' && template !== 'upload')
    return artOfTemplate(template, fieldText(form, 'palette'));
  const [look] = LOOKS;
  if (look === undefined) throw new TypeError('there is no look');
  return artOfLook(look, fieldText(form, 'palette'));
}
