import { Router, type RequestHandler } from 'express';
import { changeRule, getRule, undoEnd, type ChangeRuleDeps } from '../set-up/change-rule.js';
import { instructorActs, instructorLooks, paramOf } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { dependantsOf } from './dependants.js';
import type { Rosters } from '../entries/create-rosters.js';
import { holdersOf } from '../entries/roster-state-store.js';

/** What the routes that end a badge work with. */
export type EndRoutesDeps = ChangeRuleDeps &
  Pick<CourseDeps, 'web' | 'lti' | 'achievements' | 'queue'> & { readonly rosters: Rosters };

/**
 * The routes that end a badge: first the page that says whom it concerns and what happens, then the act, which can be
 * undone for a while.
 */
export function createEndRoutes(deps: EndRoutesDeps): Router {
  const { web } = deps;

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    await deps.rosters.refresh(visit.course);
    const [states, { content }, dependants] = await Promise.all([
      deps.rosters.states([rule.id]),
      deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
      dependantsOf(deps, visit, rule),
    ]);
    const counts = states.get(rule.id)?.counts ?? {};
    web.page(res, 'awards/end', {
      title: content.name,
      base: `/course/badges/${rule.id}`,
      holders: holdersOf(counts),
      waiting: counts.waiting ?? 0,
      dependants,
    });
  };

  const end: RequestHandler = async (req, res) => {
    const { course, actor } = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const isChanged = await changeRule(deps, course, id, 'end', actor);
    web.proceed(res, `/course/badges/${id}?done=${isChanged ? 'ended' : 'unchanged'}`);
  };

  const undo: RequestHandler = async (req, res) => {
    const { course, actor } = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const isChanged = await undoEnd(deps, course, id, actor);
    if (isChanged) await deps.queue(course);
    web.proceed(res, `/course/badges/${id}?done=${isChanged ? 'endUndone' : 'unchanged'}`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/end', show);
  routes.post('/course/badges/:id/end', end);
  routes.post('/course/badges/:id/end/undo', undo);
  return routes;
}
