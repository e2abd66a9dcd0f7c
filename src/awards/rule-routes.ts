import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import type { BadgeColumns } from './badge-columns.js';
import { decideByHand, type HandAction } from './award-by-hand.js';
import { changeRule, getRule, undoActivation, type RuleChange } from './change-rule.js';
import { doneNotice, instructorActs, instructorLooks, paramOf, type PageDeps } from './pages.js';
import { buildLearnerTrace, buildRulePage } from './rule-page.js';

const handForm = z.object({
  userId: z.string().min(1).max(255),
  reason: z.string().max(2_000).default(''),
});

const CHANGES: readonly RuleChange[] = ['pause', 'resume', 'end', 'confirm'];
const NEEDS_REASON: ReadonlySet<HandAction> = new Set(['award', 'deny', 'revoke'] as const);
const HAND: readonly HandAction[] = ['award', 'deny', 'keep', 'revoke', 'renew'];

/** One badge of a course: its roster with why and why not, and what an instructor can do about it. */
export function createRuleRoutes(deps: PageDeps, columns: Pick<BadgeColumns, 'find'>): Router {
  const { web } = deps;
  const routes = Router();

  const showRule: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { filter, page } = req.query;
    const model = await buildRulePage(deps, visit, rule, {
      filter: typeof filter === 'string' ? filter : '',
      page: z.coerce
        .number()
        .int()
        .min(1)
        .max(10_000)
        .catch(1)
        .parse(page ?? 1),
    });
    const leftColumn = rule.state === 'ended' && (await columns.find(rule)) !== null;
    web.page(res, 'awards/rule', { ...model, leftColumn, done: doneNotice(req) });
  };
  routes.get('/course/badges/:id', showRule);

  const showLearner: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const user = typeof req.query.user === 'string' ? req.query.user : '';
    web.page(res, 'awards/learner', {
      ...(await buildLearnerTrace(deps, visit, rule, user)),
      done: doneNotice(req),
    });
  };
  routes.get('/course/badges/:id/learner', showLearner);

  for (const change of CHANGES) {
    routes.post(`/course/badges/:id/${change}`, async (req, res) => {
      const { course, actor } = await instructorActs(deps, req);
      const id = paramOf(req, 'id');
      await changeRule(deps, course, id, change, actor);
      if (change === 'confirm' || change === 'resume') await deps.queue(course);
      web.proceed(res, `/course/badges/${id}?done=changed`);
    });
  }

  routes.post('/course/badges/:id/undo', async (req, res) => {
    const { course, actor } = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    await undoActivation(deps, course, id, actor);
    await deps.queue(course);
    web.proceed(res, `/course/drafts/${id}?done=undone`);
  });

  for (const action of HAND) {
    routes.post(`/course/badges/:id/${action}`, async (req, res) => {
      const visit = await instructorActs(deps, req);
      const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
      const form = parseForm(req, handForm);
      const { userId, reason } = form.ok ? form.value : { userId: '', reason: '' };
      const actor = { id: visit.actor, userId: visit.launch.user.id };
      // Throws for somebody who is not of this course: a badge is not given to whoever a form names.
      const model = await buildLearnerTrace(deps, visit, rule, userId);
      if (!form.ok || (NEEDS_REASON.has(action) && reason.trim() === '')) {
        const errors = {
          [`reason-${action}`]: visit.t('awards.learner.reasonNeeded'),
        };
        return web.page(
          res,
          'awards/learner',
          { ...model, form: { values: {}, errors }, errors },
          { status: 422 },
        );
      }
      await decideByHand(deps, rule, action, { userId, reason }, actor);
      const done = action === 'renew' ? 'renewed' : 'decided';
      const query = new URLSearchParams({ user: userId, done });
      web.proceed(res, `/course/badges/${rule.id}/learner?${query.toString()}`);
    });
  }
  return routes;
}
