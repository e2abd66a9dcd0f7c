import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { InvalidInput, isAnswer } from '../../base/index.js';
import { isAdministrator } from '../../lti/index.js';
import { parseForm, problemText } from '../../web/index.js';
import { buildCoursePage, type CoursePageDeps } from './course-page.js';
import { instructorActs, instructorLooks, queryOf } from '../visit/visit.js';
import { doneNotice } from '../visit/done-notice.js';
import { assessmentKey } from '../visit/assessment-key.js';
import type { CourseDeps } from '../visit/course-deps.js';

const columnForm = z.object({
  label: z.string().trim().min(1).max(200),
  maximum: z.coerce.number().positive().max(100_000),
  draft: z.string().max(64).catch(''),
});

const checkForm = z.object({ back: z.string().max(200).default('') });

const COLUMN_DEFAULTS = { maximum: '100' };

/** The routes of a course's first page, its checks, and gradebook columns for grades that a tool writes. */
export function createCourseRoutes(
  deps: CoursePageDeps & Pick<CourseDeps, 'web' | 'grades' | 'audit' | 'queue'>,
): Router {
  const { web } = deps;

  const showCourse: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    web.page(res, 'awards/course', {
      ...(await buildCoursePage(deps, visit)),
      done: doneNotice(req),
      isAdministrator: isAdministrator(visit.launch.roles),
    });
  };

  const checkNow: RequestHandler = async (req, res) => {
    const { course } = await instructorActs(deps, req);
    const form = parseForm(req, checkForm);
    if (!form.ok) throw new InvalidInput('form_unreadable', 'The form could not be read.');
    const { back } = form.value;
    const path = /^\/course\/badges\/[\w-]+$/.test(back) ? back : '/course';
    await deps.queue(course);
    web.proceed(res, `${path}?done=queued`);
  };

  const showColumn: RequestHandler = async (req, res) => {
    const { t } = await instructorLooks(deps, req);
    const draft = queryOf(req, 'draft');
    const values = { ...COLUMN_DEFAULTS, label: t('awards.column.default'), draft };
    const form = { values, errors: {} };
    web.page(res, 'awards/column', { title: t('awards.course.columnButton'), form });
  };

  const createColumn: RequestHandler = async (req, res) => {
    const { course, actor, t } = await instructorActs(deps, req);
    const title = t('awards.course.columnButton');
    const form = parseForm(req, columnForm);
    if (!form.ok) {
      return web.page(res, 'awards/column', { title, form, hasErrors: true }, { status: 422 });
    }
    try {
      await deps.mirrors.columnMade(course);
      const made = await deps.grades.createColumn(course, {
        label: form.value.label,
        maximum: form.value.maximum,
      });
      await deps.audit.record({
        actor,
        action: 'column.created',
        subject: `line-item:${made.id}`,
        ...course,
      });
      const use = assessmentKey({ source: 'lti', id: made.id });
      return web.proceed(
        res,
        `/course/new?${new URLSearchParams({ done: 'column', use }).toString()}`,
      );
    } catch (error) {
      if (!isAnswer(error)) throw error;
      const values = { ...form.value, maximum: String(form.value.maximum) };
      const errors = { _form: problemText(t, error) };
      return web.page(
        res,
        'awards/column',
        { title, form: { values, errors }, hasErrors: true },
        { status: error.status },
      );
    }
  };

  const routes = Router();
  routes.get('/course', showCourse);
  routes.post('/course/check', checkNow);
  routes.get('/course/column', showColumn);
  routes.post('/course/column', createColumn);
  return routes;
}
