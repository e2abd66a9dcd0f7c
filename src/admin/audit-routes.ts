import { Router } from 'express';
import { z } from 'zod';
import { omitUndefined, toCsv } from '../base/index.js';
import type { AuditQuery } from '../audit/index.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const PAGE = 50;
const MOST = 10_000;
const COLUMNS = [
  ...['at', 'actor', 'action', 'subject'],
  ...['platformId', 'deploymentId', 'contextId', 'details'],
];
const querySchema = z.object({
  before: z.iso.datetime().optional().catch(undefined),
  action: z
    .string()
    .regex(/^[a-z.]{1,60}$/i)
    .optional()
    .catch(undefined),
});

function scopeOf(visitor: Visitor, query: unknown): AuditQuery {
  const parsed = querySchema.safeParse(query);
  const { before, action } = parsed.success ? parsed.data : {};
  return omitUndefined({
    ...withinOf(visitor),
    before: before === undefined ? undefined : new Date(before),
    action,
  });
}

/** The routes of the audit log, as a page and as CSV. An LMS administrator sees their own platform's entries alone. */
export function createAuditRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const router = Router();

  router.get('/admin/audit', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = scopeOf(visitor, req.query);
    const entries = await deps.audit.list({ ...query, limit: PAGE });
    const last = entries.at(-1);
    await show(req, res, visitor, {
      view: 'admin/audit',
      current: 'audit',
      model: {
        title: req.t('admin.audit.title'),
        action: query.action ?? '',
        entries: entries.map((entry) => ({
          ...entry,
          details: Object.entries(entry.details ?? {})
            .map(([name, value]) => `${name}: ${String(value)}`)
            .join(', '),
        })),
        older:
          last && entries.length === PAGE
            ? `/admin/audit?before=${encodeURIComponent(last.at.toISOString())}`
            : undefined,
      },
    });
  });

  router.get('/admin/audit.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const entries = await deps.audit.list({ ...scopeOf(visitor, req.query), limit: MOST });
    res.setHeader('Content-Disposition', 'attachment; filename="laurel-audit.csv"');
    res.type('text/csv; charset=utf-8').send(
      toCsv(
        COLUMNS,
        entries.map((entry) => ({ ...entry })),
      ),
    );
  });

  return router;
}
