import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import type { AdminDeps, ShowPage } from './create-admin.js';
import type { Visitor, Visitors } from './visitor.js';

const reasonSchema = z.object({ reason: z.string().trim().min(1).max(1_000) });
const DONE = ['approved', 'sentBack'] as const;

/** Badges that wait for an administrator: approved, or sent back with a reason. */
export function createApprovalRoutes(
  deps: Pick<AdminDeps, 'approvals' | 'web'>,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { approvals, web } = deps;
  const router = Router();

  async function showList(req: Request, res: Response, visitor: Visitor, wrongId?: string) {
    const badges = await approvals.list(visitor.platformId, {
      t: req.t,
      locale: req.locale.code,
    });
    const done = DONE.find((name) => name === req.query['done']);
    await show(req, res, visitor, {
      view: 'admin/approvals',
      current: 'approvals',
      status: wrongId === undefined ? 200 : 422,
      model: {
        title: req.t('admin.approvals.title'),
        done: done && req.t(`admin.approvals.${done}`),
        badges: badges.map((badge) => ({
          ...badge,
          error: badge.id === wrongId ? req.t('admin.approvals.reasonMissing') : undefined,
        })),
      },
    });
  }

  router.get('/admin/approvals', async (req, res) => {
    await showList(req, res, await visitors.require(req));
  });

  router.post('/admin/approvals/:id/approve', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await approvals.approve(visitor.platformId, req.params.id, visitor.actor);
    web.proceed(res, '/admin/approvals?done=approved');
  });

  router.post('/admin/approvals/:id/send-back', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, reasonSchema);
    if (!form.ok) return showList(req, res, visitor, req.params.id);
    const { platformId, actor } = visitor;
    await approvals.sendBack(platformId, req.params.id, form.value.reason, actor);
    web.proceed(res, '/admin/approvals?done=sentBack');
  });

  return router;
}
