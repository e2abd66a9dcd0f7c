import { Router, type RequestHandler } from 'express';
import { randomId } from '../../base/index.js';
import { fieldText } from '../../rules/index.js';
import { requireDesigner } from '../visit/badge-policy.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, paramOf } from '../visit/visit.js';
import { getEditForm } from './edit-rule.js';

/** What duplicating a badge works with. */
export type DuplicateDeps = Pick<
  CourseDeps,
  'web' | 'lti' | 'rules' | 'achievements' | 'drafts' | 'clock'
>;

const MOST_NAME = 120;

/** The route that makes a new draft from a badge of this course: its text in every language, rule and art. The badge stays as it is. */
export function createDuplicateRoutes(deps: DuplicateDeps): Router {
  const duplicate: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const { form, content } = await getEditForm(deps, visit, paramOf(req, 'id'));
    const name = visit.t('studio.duplicate.name', { name: fieldText(form, 'name') });
    const id = randomId();
    await deps.drafts.save({
      id,
      tenant: visit.course,
      form: { ...form, name: name.slice(0, MOST_NAME) },
      content,
      updatedAt: deps.clock.now(),
    });
    deps.web.proceed(res, `/course/drafts/${id}?done=saved`);
  };
  return Router().post('/course/badges/:id/duplicate', duplicate);
}
