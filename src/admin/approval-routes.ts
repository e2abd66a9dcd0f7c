import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const reasonSchema = z.object({ reason: z.string().trim().min(1).max(1_000) });
const DONE = ['approved', 'sentBack'] as const;

/** The routes by which an administrator approves rules that wait, or sends them back with a reason. */
export function createApprovalRoutes(
  deps: Pick<AdminDeps, 'approvals' | 'web'>,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { approvals, web } = deps;
  const router = Router();

  async function showList(
    req: Request,
    res: Response,
    visitor: Visitor,
    wrong?: { readonly id: string; readonly reason: unknown; readonly error: string },
  ) {
    const badges = await approvals.list(withinOf(visitor), {
      t: req.t,
      locale: req.locale.tag,
    });
    const done = DONE.find((name) => name === req.query['done']);
    await show(req, res, visitor, {
      view: 'admin/approvals',
      current: 'approvals',
      status: wrong === undefined ? 200 : 422,
      model: {
        title: req.t('admin.approvals.title'),
        done: done && req.t(`admin.approvals.${done}`),
        badges: badges.map((badge) => ({
          ...badge,
          reason: badge.id === wrong?.id ? wrong.reason : '',
          error: badge.id === wrong?.id ? wrong.error : undefined,
        })),
      },
    });
  }

  router.get('/admin/approvals', async (req, res) => {
    await showList(req, res, await visitors.require(req));
  });

  router.post('/admin/approvals/:id/approve', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await approvals.approve(withinOf(visitor), req.params.id, visitor.actor);
    web.proceed(res, '/admin/approvals?done=approved');
  });

  router.post('/admin/approvals/:id/send-back', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, reasonSchema);
    if (!form.ok) {
      const { reason = '' } = form.values;
      const isMissing = typeof reason !== 'string' || reason.trim() === '';
      const missing = req.t('admin.approvals.reasonMissing');
      const error = isMissing ? missing : (form.errors.reason ?? missing);
      return showList(req, res, visitor, { id: req.params.id, reason, error });
    }
    await approvals.sendBack(withinOf(visitor), req.params.id, form.value.reason, visitor.actor);
    web.proceed(res, '/admin/approvals?done=sentBack');
  });

  return router;
}
