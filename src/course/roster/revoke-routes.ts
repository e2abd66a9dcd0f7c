import { Router, type Request, type RequestHandler, type Response } from 'express';
import { decideByHand, undoRevocation } from '../../awards/index.js';
import { Conflict } from '../../base/index.js';
import { parseForm } from '../../web/index.js';
import { getRule, type ChangeRuleDeps } from '../set-up/change-rule.js';
import { instructorActs, instructorLooks, paramOf } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { dependantsOf } from './dependants.js';
import { handForm, learnerForm } from './hand-form.js';
import { buildLearnerTrace, type LearnerTraceDeps } from './learner-trace.js';

/** What the routes that revoke a badge work with. */
export type RevokeRoutesDeps = LearnerTraceDeps &
  ChangeRuleDeps &
  Pick<CourseDeps, 'web' | 'lti' | 'fulfil'>;

const NO_FORM = { values: {}, errors: {} };

/**
 * The routes that revoke one learner's badge: first the page that says what happens, then the act, which can be undone
 * for a while.
 */
export function createRevokeRoutes(deps: RevokeRoutesDeps): Router {
  const { web } = deps;

  async function show(req: Request, res: Response, userId: string, form: object, status = 200) {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { title, badge, base, award } = await buildLearnerTrace(deps, visit, rule, userId);
    if (status === 200 && !award?.isActive) {
      throw new Conflict('nothing_to_revoke', 'This learner does not have the badge just now.', {
        action: 'Go back to the page of the learner: it says how it stands.',
      });
    }
    const model = {
      title,
      badge,
      base,
      userId,
      form,
      hasErrors: status !== 200,
      back: `${base}/learner?${new URLSearchParams({ user: userId }).toString()}`,
      dependants: await dependantsOf(deps, visit, rule),
    };
    web.page(res, 'awards/revoke', model, { status });
  }

  const ask: RequestHandler = async (req, res) => {
    const user = typeof req.query.user === 'string' ? req.query.user : '';
    await show(req, res, user, NO_FORM);
  };

  const revoke: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { userId } = learnerForm.parse(req.body ?? {});
    await buildLearnerTrace(deps, visit, rule, userId);
    const form = parseForm(req, handForm);
    if (!form.ok) return show(req, res, userId, form, 422);
    if (form.value.reason === '') {
      const errors = { reason: visit.t('awards.learner.reasonNeeded') };
      return show(req, res, userId, { values: {}, errors }, 422);
    }
    const actor = { id: visit.actor, userId: visit.launch.user.id };
    const isChanged = await decideByHand(deps, rule, 'revoke', form.value, actor);
    const query = new URLSearchParams({ user: userId, done: isChanged ? 'revoked' : 'unchanged' });
    web.proceed(res, `/course/badges/${rule.id}/learner?${query.toString()}`);
  };

  const undo: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { userId } = learnerForm.parse(req.body ?? {});
    const actor = { id: visit.actor, userId: visit.launch.user.id };
    const isChanged = await undoRevocation(deps, rule, userId, actor);
    const done = isChanged ? 'revokeUndone' : 'unchanged';
    const query = new URLSearchParams({ user: userId, done });
    web.proceed(res, `/course/badges/${rule.id}/learner?${query.toString()}`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/learner/revoke', ask);
  routes.post('/course/badges/:id/revoke', revoke);
  routes.post('/course/badges/:id/revoke/undo', undo);
  return routes;
}
