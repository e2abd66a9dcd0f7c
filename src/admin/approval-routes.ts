import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../base/index.js';
import { parseForm } from '../web/index.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const reasonSchema = z.object({ reason: z.string().trim().min(1).max(1_000) });
const decision = z.object({ revision: z.coerce.number().int().min(0).max(1e9) });
const DONE = ['approved', 'sentBack', 'published', 'pathwaySentBack'] as const;

/** The routes by which an administrator approves rules that wait, or sends them back with a reason. */
export function createApprovalRoutes(
  deps: Pick<AdminDeps, 'approvals' | 'pathways' | 'web'>,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { approvals, web } = deps;
  const pathways = deps.pathways.approvals;
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
        pathways: (await pathways.list(withinOf(visitor))).map((pathway) => ({
          ...pathway,
          reason: pathway.id === wrong?.id ? wrong.reason : '',
          error: pathway.id === wrong?.id ? wrong.error : undefined,
        })),
      },
    });
  }

  /** The list again, with what is wrong beside the reason that was typed. */
  function showWithout(
    req: Request<{ id: string }>,
    res: Response,
    visitor: Visitor,
    form: { values: { reason?: unknown }; errors: { reason?: string } },
  ) {
    const { reason = '' } = form.values;
    const isMissing = typeof reason !== 'string' || reason.trim() === '';
    const missing = req.t('admin.approvals.reasonMissing');
    const error = isMissing ? missing : (form.errors.reason ?? missing);
    return showList(req, res, visitor, { id: req.params.id, reason, error });
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
    if (!form.ok) return showWithout(req, res, visitor, form);
    await approvals.sendBack(withinOf(visitor), req.params.id, form.value.reason, visitor.actor);
    web.proceed(res, '/admin/approvals?done=sentBack');
  });

  router.post('/admin/approvals/pathways/:id/approve', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, decision);
    if (!form.ok) throw new InvalidInput('form_unreadable', 'The form could not be read.');
    const { revision } = form.value;
    await pathways.approve(withinOf(visitor), req.params.id, revision, visitor.actor);
    web.proceed(res, '/admin/approvals?done=published');
  });

  router.post('/admin/approvals/pathways/:id/send-back', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, reasonSchema.extend(decision.shape));
    if (!form.ok) return showWithout(req, res, visitor, form);
    await pathways.sendBack(withinOf(visitor), req.params.id, form.value, visitor.actor);
    web.proceed(res, '/admin/approvals?done=pathwaySentBack');
  });

  return router;
}
