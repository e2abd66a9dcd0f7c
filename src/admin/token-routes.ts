import { Router } from 'express';
import { z } from 'zod';
import { SCOPES, isScope } from '../oauth/index.js';
import { parseForm } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';

const tokenForm = z.object({
  name: z.string().trim().min(1).max(100),
  days: z.coerce.number().int().min(1).max(366),
  scopes: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .pipe(z.array(z.string().refine(isScope)).min(1)),
});
const revokeForm = z.object({ id: z.string().max(100).catch('') });
const PAGE = { view: 'admin/api', current: 'api' };

/** The routes of API tokens: made, shown once, revoked. An LMS administrator's open their own tenant's data alone. */
export function createTokenRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { oauth, clock, web } = deps;
  const router = Router();

  const rowsFor = async (visitor: Visitor) => {
    const now = clock.now();
    return (await oauth.list(withinOf(visitor))).map((token) => ({
      ...token,
      isOpen: token.revokedAt === undefined && token.expiresAt > now,
    }));
  };
  const choices = SCOPES.map((value) => ({ value, label: value }));

  router.get('/admin/api', async (req, res) => {
    const visitor = await visitors.require(req);
    const model = {
      title: req.t('api.tokens.title'),
      tokens: await rowsFor(visitor),
      choices,
      form: { values: { days: '90' }, errors: {} },
      done: req.query.done === 'revoked' ? req.t('api.tokens.revoked') : undefined,
    };
    await show(req, res, visitor, { ...PAGE, model });
  });

  router.post('/admin/api', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, tokenForm);
    const title = req.t('api.tokens.title');
    if (!form.ok) {
      const model = { title, form, choices, tokens: await rowsFor(visitor) };
      return show(req, res, visitor, { ...PAGE, status: 422, model });
    }
    const { actor, platformId, deploymentId } = visitor;
    const { secret } = await oauth.make({
      ...form.value,
      scopes: form.value.scopes.filter(isScope),
      platformId,
      deploymentId,
      actor,
    });
    res.setHeader('Cache-Control', 'no-store');
    const again = { values: { days: '90' }, errors: {} };
    await show(req, res, visitor, {
      ...PAGE,
      // The secret is shown once: only its hash is kept.
      model: { title, made: secret, form: again, choices, tokens: await rowsFor(visitor) },
    });
  });

  router.post('/admin/api/revoke', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const { id } = revokeForm.parse(req.body ?? {});
    await oauth.revoke(id, withinOf(visitor), visitor.actor);
    web.proceed(res, '/admin/api?done=revoked');
  });

  return router;
}
