import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { EVENT_TYPES, isEventType, type Delivery, type Webhook } from '../events/index.js';
import { InvalidInput } from '../base/index.js';
import { parseForm, type Translate } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { withinOf, type Visitor, type Visitors } from './visitor.js';

const webhookForm = z
  .object({
    name: z.string().trim().min(1).max(100),
    url: z.url().max(2_000),
    kind: z.enum(['webhook', 'xapi']).catch('webhook'),
    types: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .transform((value) => [value ?? []].flat().filter(isEventType)),
    login: z.string().trim().max(200).catch(''),
    password: z.string().max(500).catch(''),
  })
  .refine(({ kind, login }) => kind !== 'xapi' || login !== '', { path: ['login'] });
const doneQuery = z.object({
  done: z.enum(['paused', 'resumed', 'replayed', 'removed']).optional().catch(undefined),
});
const messageForm = z.object({ message: z.string().max(200).catch('') });

const BASE = '/admin/webhooks';
const SHOWN = 50;
const BADGE_TYPES = ['award.given', 'award.renewed'] as const;

function stateOf(t: Translate, { state, why, failingSince }: Webhook) {
  const isFailing = state === 'active' && failingSince !== undefined;
  const key = state === 'off' && why === 'gone' ? 'gone' : isFailing ? 'failing' : state;
  const kinds = { active: 'success', failing: 'warn', gone: 'error', off: 'error' } as const;
  return {
    text: t(`api.webhooks.states.${key}`),
    kind: key === 'paused' ? undefined : kinds[key],
  };
}

const DELIVERY_KINDS = { due: 'info', done: 'success', dead: 'error' } as const;

const rowOf = (t: Translate, { state, tries, messageId, ...rest }: Delivery) => ({
  ...rest,
  messageId,
  stateWord: t(`api.webhooks.delivery.${state}`),
  stateKind: DELIVERY_KINDS[state],
  isDead: state === 'dead',
  last: tries.at(-1),
});

/** The pages of webhooks: made, tested, paused, their messages. An LMS administrator's are told of their own tenant alone. */
export function createWebhookRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { webhooks, web } = deps;
  const router = Router();

  async function listPage(
    req: Request,
    res: Response,
    visitor: Visitor,
    more: object,
    status = 200,
  ) {
    const { t } = req;
    const all = await webhooks.list(withinOf(visitor));
    const rows = all.map((one) => ({
      ...one,
      href: `${BASE}/${one.id}`,
      kindWord: t(`api.webhooks.kinds.${one.kind}`),
      stateIs: stateOf(t, one),
    }));
    const kinds = (['webhook', 'xapi'] as const).map((value) => ({
      value,
      label: t(`api.webhooks.kinds.${value}`),
    }));
    const model = {
      title: t('api.webhooks.title'),
      rows,
      kinds,
      types: EVENT_TYPES.map((value) => ({ value, label: value })),
      form: { values: { kind: 'webhook' }, errors: {} },
      done: req.query.done === 'removed' ? t('api.webhooks.removed') : undefined,
      ...more,
    };
    await show(req, res, visitor, { view: 'admin/webhooks', current: 'api', status, model });
  }

  async function onePage(req: Request, res: Response, visitor: Visitor, more: object = {}) {
    const { t } = req;
    const within = withinOf(visitor);
    const webhook = await webhooks.get(String(req.params['id']), within);
    const found = await webhooks.deliveries(webhook.id, within, null, SHOWN);
    const { done } = doneQuery.parse(req.query);
    const model = {
      title: webhook.name,
      webhook,
      base: `${BASE}/${webhook.id}`,
      isActive: webhook.state === 'active',
      kindWord: t(`api.webhooks.kinds.${webhook.kind}`),
      stateIs: stateOf(t, webhook),
      isSigned: webhook.kind !== 'xapi',
      publicKey: webhook.publicKeys[0],
      deliveries: found.map((one) => rowOf(t, one)),
      hasDead: found.some(({ state }) => state === 'dead'),
      done: done && t(`api.webhooks.${done}`),
      ...more,
    };
    await show(req, res, visitor, { view: 'admin/webhook', current: 'api', model });
  }

  router.get(BASE, async (req, res) => {
    await listPage(req, res, await visitors.require(req), {});
  });

  router.post(BASE, async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, webhookForm);
    if (!form.ok) return listPage(req, res, visitor, { form }, 422);
    const { login, password, kind, types, ...rest } = form.value;
    const { platformId, deploymentId, actor } = visitor;
    const isXapi = kind === 'xapi';
    const order = {
      ...rest,
      kind,
      types: isXapi ? BADGE_TYPES : types,
      platformId,
      deploymentId,
      actor,
      credentials: isXapi ? `${login}:${password}` : undefined,
    };
    try {
      const { webhook, secret } = await webhooks.make(order);
      if (isXapi) return web.proceed(res, `${BASE}/${webhook.id}`);
      res.setHeader('Cache-Control', 'no-store');
      // The secret is shown once: it is kept sealed, for signing.
      await listPage(req, res, visitor, { made: secret });
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const errors = { url: req.t('problem.webhook_address.action') };
      await listPage(
        req,
        res,
        visitor,
        { form: { values: { ...rest, kind, types, login }, errors } },
        422,
      );
    }
  });

  router.get(`${BASE}/:id`, async (req, res) => {
    await onePage(req, res, await visitors.require(req));
  });

  router.post(`${BASE}/:id/:act`, async (req, res, next) => {
    const visitor = await visitors.requireToAct(req);
    const { id, act } = req.params;
    const within = withinOf(visitor);
    const { actor } = visitor;
    if (act === 'test') {
      const tested = await webhooks.test(id, within);
      return onePage(req, res, visitor, { tested, isWell: tested.status.startsWith('2') });
    }
    if (act === 'rotate') {
      const rotated = await webhooks.rotate(id, within, actor);
      res.setHeader('Cache-Control', 'no-store');
      return onePage(req, res, visitor, { rotated });
    }
    if (act === 'remove') {
      await webhooks.remove(id, within, actor);
      return web.proceed(res, `${BASE}?done=removed`);
    }
    if (act === 'pause') await webhooks.pause(id, within, actor);
    else if (act === 'resume') await webhooks.resume(id, within, actor);
    else if (act === 'replay') {
      const { message } = messageForm.parse(req.body ?? {});
      await webhooks.replay(id, within, message === '' ? null : message, actor);
    } else return next();
    const done = { pause: 'paused', resume: 'resumed', replay: 'replayed' }[act];
    web.proceed(res, `${BASE}/${id}?done=${done}`);
  });

  return router;
}
