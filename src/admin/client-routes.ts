import { Router } from 'express';
import { z } from 'zod';
import { holdsPrivateKey, isScope, jwksSchema, parseJwks, SCOPES } from '../oauth/index.js';
import { parseForm } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';

const KEYS_LETTERS = 10_000;

/** Public keys as they are typed: nothing, where they are, or a key set in JSON. */
const keysField = z
  .string()
  .trim()
  .max(KEYS_LETTERS)
  .transform((text, context) => {
    if (text === '') return null;
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (/^https?:\/\/\S+$/.test(text))
      return URL.canParse(text) ? { jwksUri: text } : refuse('api.clients.keysWrong');
    try {
      const value: unknown = JSON.parse(text);
      if (holdsPrivateKey(value)) return refuse('api.clients.keysPrivate');
      const set = jwksSchema.safeParse(value);
      return set.success ? { jwks: parseJwks(set.data) } : refuse('api.clients.keysWrong');
    } catch {
      return refuse('api.clients.keysWrong');
    }
  });

const clientForm = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .pipe(z.array(z.string().refine(isScope)).min(1)),
  keys: keysField,
});
const revokeForm = z.object({ id: z.string().max(100).catch('') });
const PAGE = { view: 'admin/clients', current: 'api' };

/** The routes of clients (OAuth 2.0 client credentials): made, their secret shown once, revoked; each tenant's its own. */
export function createClientRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { oauth, settings, web } = deps;
  const router = Router();
  const choices = SCOPES.map((value) => ({ value, label: value }));
  const modelOf = async (visitor: Visitor, title: string) => ({
    title,
    choices,
    tokenUrl: `${settings.publicUrl}/oauth/token`,
    clients: (await oauth.clients.list(withinOf(visitor))).map((client) => ({
      ...client,
      isOpen: client.revokedAt === undefined,
    })),
  });

  router.get('/admin/api/clients', async (req, res) => {
    const visitor = await visitors.require(req);
    const model = {
      ...(await modelOf(visitor, req.t('api.clients.title'))),
      form: { values: {}, errors: {} },
      done: req.query.done === 'revoked' ? req.t('api.clients.revoked') : undefined,
    };
    await show(req, res, visitor, { ...PAGE, model });
  });

  router.post('/admin/api/clients', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, clientForm);
    const title = req.t('api.clients.title');
    if (!form.ok) {
      const model = { ...(await modelOf(visitor, title)), form };
      return show(req, res, visitor, { ...PAGE, status: 422, model });
    }
    const { actor, platformId, deploymentId } = visitor;
    const made = await oauth.clients.make({
      ...form.value,
      scopes: form.value.scopes.filter(isScope),
      platformId,
      deploymentId,
      actor,
    });
    res.setHeader('Cache-Control', 'no-store');
    // The secret is shown once: only its hash is kept.
    const shown = { made: { id: made.client.id, secret: made.secret } };
    const again = { form: { values: {}, errors: {} } };
    const model = { ...(await modelOf(visitor, title)), ...again, ...shown };
    await show(req, res, visitor, { ...PAGE, model });
  });

  router.post('/admin/api/clients/revoke', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const { id } = revokeForm.parse(req.body ?? {});
    await oauth.clients.revoke(id, withinOf(visitor), visitor.actor);
    web.proceed(res, '/admin/api/clients?done=revoked');
  });

  return router;
}
