import { Router } from 'express';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorLooks, paramOf } from '../visit/visit.js';
import { buildCountPage, type CountPageDeps } from './count-page.js';
import { buildCourseCountPage } from './course-count-page.js';

/** The routes of a badge's and a course's counts, for instructors. */
export function createCountRoutes(
  deps: CountPageDeps & Pick<CourseDeps, 'web' | 'lti' | 'rules'>,
): Router {
  const routes = Router();
  routes.get('/course/badges/:id/counts', async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const isRightToLeft = req.locale.dir === 'rtl';
    deps.web.page(res, 'awards/counts', await buildCountPage(deps, visit, rule, isRightToLeft));
  });
  routes.get('/course/counts', async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const isRightToLeft = req.locale.dir === 'rtl';
    deps.web.page(
      res,
      'awards/course-counts',
      await buildCourseCountPage(deps, visit, isRightToLeft),
    );
  });
  return routes;
}
